import type { Position } from '#events/envelope.ts'
import type { EventLog, StoredEvent } from './eventStore.ts'

export interface RunRequest {
  /** Exclusive. */
  after: Position
  upto: Position
  /** Null: every type, even unknown ones. Events of other types may be among those returned. */
  types: readonly string[] | null
  /** The least number of events in a run; the last run may have fewer. */
  size: number
}

/** The log for readers of all of it: long runs, as fast as the store can send them. */
export interface LogRuns extends Pick<EventLog, 'head' | 'readAt' | 'readStream'> {
  runs(request: RunRequest): AsyncIterable<StoredEvent[]>
  close(): Promise<void>
}

/** Reads runs through the port, for stores that have no faster way. */
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
