import { eventFeedContract } from '../contracts/eventFeedContract.ts'
import { relayedLog } from '../support/kafka/relayedLog.ts'

eventFeedContract('Apache Kafka', async () => {
  const relayed = await relayedLog()
  relayed.relay()
  // Each consumer of the contract reads for itself: a group of its own.
  const feed = {
    consume: (consumption: Parameters<ReturnType<typeof relayed.feed>['feed']['consume']>[0]) =>
      relayed.feed().feed.consume(consumption),
  }
  return { log: relayed.log, feed, stop: relayed.stop }
})
