import { fork } from 'node:child_process'
import { openDatabases } from '#services/postgres/databases.ts'
import { type Fleet, figureOf, type ServedProcess, testFleet } from '../../../support/fleet.ts'
import type { KafkaBroker } from '../../../support/kafka/startKafka.ts'
import { benchDatabase } from '../../support/benchDatabase.ts'
import type { LoadOrders } from '../../support/appendLoad.ts'
import { benchBroker } from './benchBroker.ts'
import { untilTrue } from './viewsAnew.ts'

export type FeedKind = 'the store’s tail' | 'Kafka'
export const bothFeeds: readonly FeedKind[] = ['the store’s tail', 'Kafka']
export const partitions = 6

export interface BenchFleet extends Fleet {
  /** Null: the log's own tail is the feed. */
  broker: KafkaBroker | null
  /** The same processes as if there were no Kafka. */
  withoutKafka: Readonly<Record<string, string>>
}

const connections = { max_connections: '300' }

/** Processes of `rollcall serve` over a PostgreSQL, and where wanted a Kafka, of their own. */
export const benchFleet = async (feed: FeedKind): Promise<BenchFleet> => {
  const { databases, masterKey, ownerUrl, stop } = await benchDatabase({ owner: 2, writer: 4, app: 4 }, connections)
  const reopen = () => openDatabases({ ownerUrl, masterKey })
  const broker = feed === 'Kafka' ? await benchBroker() : null
  const kafka = { KAFKA_PARTITIONS: `${partitions}` }
  const fleet = await testFleet({
    database: { databases, masterKey, ownerUrl, reopen, drop: stop },
    environment: broker === null ? {} : { ...kafka, KAFKA_BROKERS: broker.address },
  })
  return {
    ...fleet,
    broker,
    withoutKafka: { KAFKA_BROKERS: '' },
    async end() {
      await fleet.end()
      await broker?.stop()
    },
  }
}

/** Resolves when this projector has been handed partitions, or does the work of the only one. */
export const isProjecting = async (fleet: BenchFleet, projector: ServedProcess): Promise<void> => {
  if (fleet.broker === null) return projector.leads('projector')
  const assigned = () => figureOf(projector, 'rollcall_feed_partitions{consumer="projector"}')
  await untilTrue(async () => ((await assigned()) ?? 0) > 0, 60_000)
}

export interface Load {
  /** Events a second that were acknowledged, since the start. */
  perSecond: () => number
  stop: () => void
}

/** Appends so many events a second to sessions of one tenant, in a process of its own, as an `api` does. */
export const startLoad = (fleet: BenchFleet, perSecond: number): Load => {
  const child = fork(new URL('../../support/appendLoad.ts', import.meta.url))
  const { ownerUrl, masterKey } = fleet.database
  child.send({
    ownerUrl,
    masterKey: masterKey.toString('base64'),
    tenantId: fleet.tenantId('acme'),
    userIds: [fleet.userId('acme', 'member')],
    perSecond,
  } satisfies LoadOrders)
  let acknowledged = 0
  child.on('message', (message) => (acknowledged = (message as { perSecond: number }).perSecond))
  return { perSecond: () => acknowledged, stop: () => void child.kill() }
}
