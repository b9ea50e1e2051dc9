import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type KafkaBroker, startKafka } from '../../../support/kafka/startKafka.ts'
import { say } from './figures.ts'

/** What the command line of every process of it holds. */
export const brokerMark = 'rollcall-kafka-bench-'
/** The same of the benchmarks' PostgreSQL. */
export const postgresMark = 'rollcall-bench-'

/** One Apache Kafka for a benchmark. */
export const benchBroker = async (): Promise<KafkaBroker> =>
  startKafka({ folder: await mkdtemp(join(tmpdir(), brokerMark)), say })
