import type { EventCodec, EventLog } from '#services/eventStore/eventStore.ts'
import type { PlacedEvent } from './viewTraffic.ts'

const together = 1_000

interface Append {
  stream: string
  events: PlacedEvent['event'][]
  expectedRevision: number
}

/** Runs of one stream become one append; another append of that stream would have to wait for it. */
const appendsOf = (batch: readonly PlacedEvent[]): Append[] => {
  const appends = new Map<string, Append>()
  for (const { stream, revision, event } of batch) {
    const append = appends.get(stream) ?? { stream, events: [], expectedRevision: revision - 1 }
    append.events.push(event)
    appends.set(stream, append)
  }
  return [...appends.values()]
}

/** Appends traffic to a log, sealed, a thousand events at a time; answers how many. */
export const writeTraffic = async (
  log: Pick<EventLog, 'append'>,
  codec: Pick<EventCodec, 'close'>,
  traffic: Iterable<PlacedEvent>,
): Promise<number> => {
  let written = 0
  let batch: PlacedEvent[] = []
  const flush = async (): Promise<void> => {
    const appends = appendsOf(batch)
    // All are sealed before the first is appended: those whose keys had to be made would come after others.
    const closed = await Promise.all(appends.map(({ stream, events }) => codec.close(stream, events)))
    await Promise.all(
      appends.map(({ stream, expectedRevision }, index) => log.append(stream, closed[index]!, expectedRevision)),
    )
    written += batch.length
    batch = []
  }
  for (const placed of traffic) {
    batch.push(placed)
    if (batch.length === together) await flush()
  }
  await flush()
  return written
}
