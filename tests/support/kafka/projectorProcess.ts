import { sealingCodec } from '#services/eventStore/sealing/sealingCodec.ts'
import { keyring } from '#services/eventStore/sealing/keyring.ts'
import { postgresWrappedKeys } from '#services/eventStore/sealing/postgresWrappedKeys.ts'
import { postgresEventLog } from '#services/eventStore/postgres/postgresEventLog.ts'
import { consumerHealth } from '#services/feed/kafka/feedHealth.ts'
import { kafkaClient } from '#services/feed/kafka/kafkaClient.ts'
import { kafkaFeed } from '#services/feed/kafka/kafkaFeed.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { openDatabases } from '#services/postgres/databases.ts'
import { messageSeal } from '#services/feed/kafka/messageSeal.ts'
import { runProjector } from '#services/projections/live/runProjector.ts'
import { plainLogin } from './plainLogin.ts'

/** A process of its own for tests that kill it: a projector fed by Kafka, until somebody does. */
export interface ProjectorOrders {
  ownerUrl: string
  masterKey: string
  broker: string
  topic: string
  groupId: string
}

const run = async ({ ownerUrl, masterKey, broker, topic, groupId }: ProjectorOrders): Promise<void> => {
  const key = Buffer.from(masterKey, 'base64')
  const databases = await openDatabases({ ownerUrl, masterKey: key, sizes: { owner: 1, writer: 3, app: 1 } })
  const now = () => performance.now()
  const log = postgresEventLog({ databases, now })
  const codec = sealingCodec(keyring(key, postgresWrappedKeys(databases.writer)))
  const kafka = kafkaClient(plainLogin([broker]), silentLogger, now)
  const health = consumerHealth(() => Date.now(), now)
  const onFatal = (error: unknown): void => {
    throw error
  }
  const feed = kafkaFeed({
    kafka,
    topic,
    groupId,
    log,
    writer: databases.writer,
    seal: messageSeal(key),
    health,
    logger: silentLogger,
    now,
    onFatal,
  })
  process.send?.('reading')
  const clock = { now: () => Date.now() }
  const ending = new AbortController()
  await runProjector({ databases, log, feed, codec, clock, logger: silentLogger, signal: ending.signal })
}

process.once('message', (orders) => {
  run(orders as ProjectorOrders).catch((error: unknown) => {
    console.error(error)
    process.exit(1)
  })
})
// Whoever started it is gone.
process.on('disconnect', () => process.exit(0))
