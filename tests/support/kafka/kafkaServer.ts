import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startKafka } from './startKafka.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** `host:port` of the run's Apache Kafka, without security. Test files make topics of their own on it. */
    kafkaBroker: string
  }
}

/** One Apache Kafka for a whole run of the tests that need one. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-kafka-'))
  const broker = await startKafka({ folder, say: (line) => process.stdout.write(`${line}\n`) })
  project.provide('kafkaBroker', broker.address)
  return () => broker.stop()
}
