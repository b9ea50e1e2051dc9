import { randomUUID } from 'node:crypto'
import type { Kafka } from 'kafkajs'
import type { EventCodec } from '#services/eventStore/eventStore.ts'
import { postgresEventLog, type PostgresEventLog } from '#services/eventStore/postgres/postgresEventLog.ts'
import { keyring } from '#services/eventStore/sealing/keyring.ts'
import { postgresWrappedKeys } from '#services/eventStore/sealing/postgresWrappedKeys.ts'
import { sealingCodec } from '#services/eventStore/sealing/sealingCodec.ts'
import type { EventFeed } from '#services/feed/eventFeed.ts'
import { consumerHealth, type RelayHealth } from '#services/feed/kafka/feedHealth.ts'
import { kafkaClient } from '#services/feed/kafka/kafkaClient.ts'
import { kafkaFeed } from '#services/feed/kafka/kafkaFeed.ts'
import { messageSeal } from '#services/feed/kafka/messageSeal.ts'
import { runRelay } from '#services/feed/kafka/relay.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { plainLogin } from '../../../support/kafka/plainLogin.ts'
import { viewTraffic } from '../../../support/viewTraffic.ts'
import { writeTraffic } from '../../../support/writeTraffic.ts'
import { type BenchDatabase, benchDatabase } from '../../support/benchDatabase.ts'
import { benchBroker } from './benchBroker.ts'

export const partitions = 6
/** Enough for every partition to have some. */
const tenants = 24

export interface RelayedBench extends BenchDatabase {
  log: PostgresEventLog
  codec: EventCodec
  kafka: Kafka
  /** Appends about so many events of the demo's shape. */
  write: (events: number, seed: number) => Promise<void>
  /** Copies the log to the topic until `signal` aborts. */
  relay: (topic: string, health: RelayHealth, signal: AbortSignal) => Promise<void>
  /** A consumer of its own. */
  feed: (topic: string) => EventFeed
}

const now = (): number => performance.now()
const clock = { now: () => Date.now() }
const onFatal = (error: unknown): never => {
  throw error
}

/** A log, a broker, and what copies and reads between them, in this process. */
export const relayedBench = async (): Promise<RelayedBench> => {
  const database = await benchDatabase()
  const { databases, masterKey } = database
  const { writer } = databases
  const broker = await benchBroker()
  const log = postgresEventLog({ databases, now })
  const codec = sealingCodec(keyring(masterKey, postgresWrappedKeys(writer)))
  const kafka = kafkaClient(plainLogin([broker.address]), silentLogger, now)
  const shared = { kafka, log, writer, seal: messageSeal(masterKey), now, logger: silentLogger }
  return {
    ...database,
    log,
    codec,
    kafka,
    async write(events, seed) {
      await writeTraffic(log, codec, viewTraffic({ seed, events, tenants, usersPerTenant: 100 }))
    },
    relay: (topic, health, signal) =>
      runRelay({ ...shared, topic, partitions, holder: randomUUID(), clock, health, signal }),
    feed(topic) {
      const health = consumerHealth(clock.now, now)
      return kafkaFeed({ ...shared, topic, groupId: randomUUID(), health, onFatal })
    },
    async stop() {
      await log.close()
      await database.stop()
      await broker.stop()
    },
  }
}
