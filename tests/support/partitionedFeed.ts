import type { EventLog } from '#services/eventStore/eventStore.ts'
import { followLog } from '#services/eventStore/followLog.ts'
import type { Consumption, EventFeed } from '#services/feed/eventFeed.ts'
import { isOfPartition, partitionNumbers } from '#services/feed/partitions.ts'

const consumePartition = async (log: EventLog, partition: number, consumption: Consumption): Promise<void> => {
  const { checkpoint, onBatch, types, signal, limit } = consumption
  let from = await checkpoint(partition)
  await followLog({
    log,
    after: from,
    limit,
    types: () => types,
    signal,
    open: (events) => events.filter(({ tenantId }) => isOfPartition(partition, tenantId)),
    async onRead({ items: events, to, isAll }) {
      if (to > from) await onBatch({ partition, from, events, to, head: isAll ? to : await log.head() })
      from = to
    },
  })
}

/** Partitions of a log as a broker hands them out, each read beside the others, without a broker. */
export const partitionedFeed = (log: EventLog, count: number): EventFeed => ({
  async consume(consumption) {
    const partitions = partitionNumbers(count)
    await consumption.adopt(partitions)
    await Promise.all(partitions.map((partition) => consumePartition(log, partition, consumption)))
  },
})
