import { sleep } from '#services/ambient/sleep.ts'
import type { EventLog } from '#services/eventStore/eventStore.ts'
import { askAgainMs, followLog, isAway } from '#services/eventStore/followLog.ts'
import { type Consumption, type EventFeed, PartitionsMoved } from './eventFeed.ts'
import { wholeLog } from './partitions.ts'

const partition = wholeLog

const consumeFrom = async (log: EventLog, consumption: Consumption): Promise<void> => {
  const { adopt, checkpoint, onBatch, types, signal, limit } = consumption
  await adopt([partition])
  let from = await checkpoint(partition)
  await followLog({
    log,
    after: from,
    limit,
    types: () => types,
    signal,
    open: (events) => events,
    async onRead({ items: events, to, isAll }) {
      if (to > from) await onBatch({ partition, from, events, to, head: isAll ? to : await log.head() })
      from = to
    },
  })
}

/**
 * The store's own tail, read by position, as the only partition. When the store goes away during a batch, nobody knows
 * whether the batch was committed, so the checkpoint is read again.
 */
export const storeTailFeed = (log: EventLog): EventFeed => ({
  async consume(consumption) {
    while (!consumption.signal.aborted) {
      try {
        await consumeFrom(log, consumption)
      } catch (error) {
        if (!isAway(error) && !(error instanceof PartitionsMoved)) throw error
        await sleep(askAgainMs, consumption.signal)
      }
    }
  },
})
