import type { Position } from '#events/envelope.ts'
import type { EventLog, StoredEvent } from './eventStore.ts'

export interface RunRequest {
  /** Exclusive. */
  after: Position
  upto: Position
  /** Null: every type, unknown ones too. Others may come along. */
  types: readonly string[] | null
  /** Events handed out together, at least; the last run has what is left. */
  size: number
}

/** The log as whoever reads all of it wants it: in long runs, as fast as the store can send them. */
export interface LogRuns extends Pick<EventLog, 'head' | 'readAt'> {
  runs(request: RunRequest): AsyncIterable<StoredEvent[]>
  close(): Promise<void>
}

/** Runs read through the port, for stores that know no quicker way. */
export async function* runsOf(
  log: Pick<EventLog, 'readAll'>,
  { after, upto, size }: RunRequest,
): AsyncGenerator<StoredEvent[]> {
  for (let from = after; from < upto;) {
    const read = await log.readAll({ after: from, limit: size })
    const run = read.filter(({ position }) => position <= upto)
    if (run.length > 0) yield run
    if (run.length < size) return
    from = run.at(-1)!.position
  }
}
