import type { Position } from '#events/envelope.ts'
import type { EventLog } from './eventStore.ts'
import type { HistoryEvent } from './eventLine.ts'

/** Writes events decided elsewhere behind the log's end `after`, in their order; answers where the log then ends. */
export type WriteInOrder = (after: Position, events: readonly HistoryEvent[]) => Promise<Position>

/** One append may not grow beyond what any store takes. */
const runEvents = 100
const runCharacters = 400_000

const sizeOf = ({ payload, sealed }: HistoryEvent): number => payload.length + (sealed?.length ?? 0)

/** Neighbours of one stream, together in one append. */
const runsOf = function* (events: readonly HistoryEvent[]): Generator<[HistoryEvent, ...HistoryEvent[]]> {
  let run: HistoryEvent[] = []
  let size = 0
  for (const event of events) {
    const isFull = run.length >= runEvents || size + sizeOf(event) > runCharacters
    const [first] = run
    if (first !== undefined && (first.stream !== event.stream || isFull)) {
      yield [first, ...run.slice(1)]
      run = []
      size = 0
    }
    run.push(event)
    size += sizeOf(event)
  }
  const [first] = run
  if (first !== undefined) yield [first, ...run.slice(1)]
}

/**
 * Through the port alone, for any store: an append at a time, because appends under way together may change places. Repeating what
 * is stored changes nothing: ids and expected revisions are the same.
 */
export const appendInOrder =
  (log: Pick<EventLog, 'append'>): WriteInOrder =>
  async (after, events) => {
    let position = after
    for (const run of runsOf(events)) position = (await log.append(run[0].stream, run, run[0].revision - 1)).position
    return position
  }
