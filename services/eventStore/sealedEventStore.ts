import type { Recorded } from '#events/envelope.ts'
import type { EventOfStream } from '#events/streams.ts'
import { type EventCodec, type EventLog, type EventStore, noStream, type StoredEvent } from './eventStore.ts'
import { followLog } from './followLog.ts'
import { noSnapshots, type Snapshots } from './snapshots.ts'

/** The largest number of events in one delivery to a subscriber. */
const subscriptionBatch = 500

/** The type of the result needs no check: events were validated against their stream's name when they were written. */
const openStream =
  (codec: Pick<EventCodec, 'open'>) =>
  async <Name extends string>(_stream: Name, events: StoredEvent[]): Promise<Recorded<EventOfStream<Name>>[]> =>
    (await codec.open(events)) as Recorded<EventOfStream<Name>>[]

/** Joins a log, whose personal fields are sealed, and a codec into the port, whose callers know nothing of sealing. */
export const sealedEventStore = (log: EventLog, codec: EventCodec, snapshots: Snapshots = noSnapshots): EventStore => ({
  snapshots,
  epoch: codec.epoch,
  append: async (stream, events, expectedRevision) =>
    log.append(stream, await codec.close(stream, events), expectedRevision),
  readStream: async (stream, from, most) => openStream(codec)(stream, await log.readStream(stream, from, most)),
  readStreamEnd: async (stream, most) => openStream(codec)(stream, await log.readStreamEnd(stream, most)),
  streamEnd: async (stream) => (await log.readStreamEnd(stream, 1)).at(-1)?.revision ?? noStream,
  readAll: async (request) => codec.open(await log.readAll(request)),
  head: () => log.head(),
  subscribe: ({ after, signal, onEvents }) =>
    followLog({
      log,
      after,
      limit: subscriptionBatch,
      types: () => null,
      signal,
      open: codec.open,
      async onRead({ items }) {
        if (items.length > 0) await onEvents(items)
      },
    }),
})
