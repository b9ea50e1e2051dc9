import { randomUUID } from 'node:crypto'
import type { Kafka } from 'kafkajs'
import { inject } from 'vitest'
import { postgresEventLog, type PostgresEventLog } from '#services/eventStore/postgres/postgresEventLog.ts'
import type { EventFeed } from '#services/feed/eventFeed.ts'
import { type ConsumerHealth, consumerHealth, type RelayHealth, relayHealth } from '#services/feed/kafka/feedHealth.ts'
import { kafkaClient } from '#services/feed/kafka/kafkaClient.ts'
import { kafkaFeed } from '#services/feed/kafka/kafkaFeed.ts'
import { messageSeal } from '#services/feed/kafka/messageSeal.ts'
import { runRelay } from '#services/feed/kafka/relay.ts'
import { type Logger, silentLogger } from '#services/logging/logger.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { testDatabase, type TestDatabase } from '../database.ts'
import { plainLogin } from './plainLogin.ts'

export interface Relay {
  health: RelayHealth
  stop: () => Promise<void>
}
export interface FeedOfKafka {
  feed: EventFeed
  health: ConsumerHealth
}

export interface RelayedLog {
  database: TestDatabase
  log: PostgresEventLog
  kafka: Kafka
  topic: string
  fatal: unknown[]
  relay: (given?: { ttlMs?: number; partitions?: number; writer?: Queryable }) => Relay
  /** A consumer of its own; of one group where it is named. */
  feed: (groupId?: string, logger?: Logger) => FeedOfKafka
  stop: () => Promise<void>
}

const now = (): number => performance.now()

/** A log in a database of its own, and a topic of its own to copy it to. Nothing runs yet. */
export const relayedLog = async (
  brokers: readonly string[] = [inject('kafkaBroker')],
  partitions = 3,
): Promise<RelayedLog> => {
  const database = await testDatabase()
  const { databases } = database
  const log = postgresEventLog({ databases, now })
  const kafka = kafkaClient(plainLogin(brokers), silentLogger, now)
  const topic = `test-${randomUUID()}.events`
  const fatal: unknown[] = []
  const seal = messageSeal(database.masterKey)
  const relays: Relay[] = []
  return {
    database,
    log,
    kafka,
    topic,
    fatal,
    relay(given = {}) {
      const ending = new AbortController()
      const health = relayHealth()
      const running = runRelay({
        kafka,
        topic,
        partitions: given.partitions ?? partitions,
        log,
        writer: given.writer ?? databases.writer,
        seal,
        holder: randomUUID(),
        clock: { now: () => Date.now() },
        now,
        logger: silentLogger,
        signal: ending.signal,
        health,
        ...(given.ttlMs === undefined ? {} : { ttlMs: given.ttlMs }),
      })
      const stop = async (): Promise<void> => {
        ending.abort()
        await running
      }
      relays.push({ health, stop })
      return { health, stop }
    },
    feed(groupId = randomUUID(), logger = silentLogger) {
      const health = consumerHealth(() => Date.now(), now)
      const onFatal = (error: unknown): void => void fatal.push(error)
      const shared = { kafka, topic, groupId, log, seal, now, logger, onFatal, health }
      return { health, feed: kafkaFeed({ ...shared, writer: databases.writer }) }
    },
    async stop() {
      await Promise.all(relays.map((relay) => relay.stop()))
      await log.close()
      await database.drop()
    },
  }
}
