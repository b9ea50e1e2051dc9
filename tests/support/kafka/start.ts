import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startKafka } from './startKafka.ts'

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const wanted = Number(process.argv[2] ?? 9092)
const folder = await mkdtemp(join(tmpdir(), 'rollcall-kafka-'))
const broker = await startKafka({ folder, say, port: wanted })
say(`Apache Kafka is ready: KAFKA_BROKERS=${broker.address}`)
say('Ctrl-C stops it and removes its data.')
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => void broker.stop().then(() => process.exit(0)))
