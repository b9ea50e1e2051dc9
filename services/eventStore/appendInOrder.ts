import type { Position } from '#events/envelope.ts'
import type { EventLog } from './eventStore.ts'
import type { HistoryEvent } from './eventLine.ts'

/** Writes existing events, in their order, behind the log's end `after`; answers where the log ends then. */
export type WriteInOrder = (after: Position, events: readonly HistoryEvent[]) => Promise<Position>

/** An append stays below what every store accepts: at most this many events and characters. */
const runEvents = 100
const runCharacters = 400_000

const sizeOf = ({ payload, sealed }: HistoryEvent): number => payload.length + (sealed?.length ?? 0)

/** Groups neighbouring events of one stream, so that each group is one append. */
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
 * Writes through the port alone, so it works with any store. It makes one append at a time, because two at once might
 * be stored in the other order. Ids and expected revisions are those of the source, so to write the same events again
 * changes nothing.
 */
export const appendInOrder =
  (log: Pick<EventLog, 'append'>): WriteInOrder =>
  async (after, events) => {
    let position = after
    for (const run of runsOf(events)) position = (await log.append(run[0].stream, run, run[0].revision - 1)).position
    return position
  }
