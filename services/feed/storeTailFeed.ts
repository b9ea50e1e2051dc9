import { setTimeout as pause } from 'node:timers/promises'
import type { EventLog } from '#services/eventStore/eventStore.ts'
import { askAgainMs, followLog, isAway } from '#services/eventStore/followLog.ts'
import type { EventFeed } from './eventFeed.ts'

const partition = 0

type Consumption = Parameters<EventFeed['consume']>[0]

const consumeFrom = async (log: EventLog, { checkpoint, onBatch, signal, limit }: Consumption): Promise<void> =>
  followLog({
    log,
    after: await checkpoint(partition),
    limit,
    signal,
    open: (events) => events,
    async onRead({ items: events, to, isAll }) {
      if (events.length > 0) await onBatch({ partition, events, to, head: isAll ? to : await log.head() })
    },
  })

/**
 * The store's own tail, read by position, as the only partition. When the store goes away in the middle of a batch, whether it
 * was committed is unknown: the checkpoint is asked again.
 */
export const storeTailFeed = (log: EventLog): EventFeed => ({
  async consume(consumption) {
    while (!consumption.signal.aborted) {
      try {
        await consumeFrom(log, consumption)
      } catch (error) {
        if (!isAway(error)) throw error
        await pause(askAgainMs)
      }
    }
  },
})
