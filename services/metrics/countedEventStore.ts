import type { RollcallEvent } from '#events/catalogue.ts'
import type { NewEvent } from '#events/envelope.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'

/** Wraps a store and calls `onStored` with every event that this process has stored. */
export const countedEventStore = (
  store: EventStore,
  onStored: (event: NewEvent<RollcallEvent>) => void,
): EventStore => ({
  ...store,
  async append(stream, events, expectedRevision) {
    const appended = await store.append(stream, events, expectedRevision)
    for (const event of events) onStored(event)
    return appended
  },
})
