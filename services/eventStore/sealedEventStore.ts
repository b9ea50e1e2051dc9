import type { EventCodec, EventLog, EventStore } from './eventStore.ts'
import { followLog } from './followLog.ts'

/** Events of one delivery to a subscriber at most. */
const subscriptionBatch = 500

/** A log whose personal fields are sealed, behind the port that knows nothing of sealing. */
export const sealedEventStore = (log: EventLog, codec: EventCodec): EventStore => ({
  append: async (stream, events, expectedRevision) =>
    log.append(stream, await codec.close(stream, events), expectedRevision),
  readStream: async (stream, from) => codec.open(await log.readStream(stream, from)),
  readAll: async (request) => codec.open(await log.readAll(request)),
  head: () => log.head(),
  subscribe: ({ after, signal, onEvents }) =>
    followLog({
      log,
      after,
      limit: subscriptionBatch,
      signal,
      open: codec.open,
      async onRead({ items }) {
        if (items.length > 0) await onEvents(items)
      },
    }),
})
