import { createHook } from 'node:async_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { Kafka, logLevel } from 'kafkajs'
import { kafkaClient } from '#services/feed/kafka/kafkaClient.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { plainLogin } from './plainLogin.ts'

/** A process of its own that counts how often timers wake it while three clients are connected and nothing happens. */
const [broker = '', which = ''] = process.argv.slice(2)
const secondsCounted = 3

const timers = new Set<number>()
let wakeUps = 0
createHook({
  init: (id, type) => void (type === 'Timeout' && timers.add(id)),
  before: (id) => void (timers.has(id) && (wakeUps += 1)),
}).enable()

const kafka =
  which === 'ours'
    ? kafkaClient(plainLogin([broker]), silentLogger, () => performance.now())
    : new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING })
const clients = [kafka.admin(), kafka.producer(), kafka.admin()]
for (const client of clients) await client.connect()
await sleep(500)
wakeUps = 0

await sleep(secondsCounted * 1_000)
process.stdout.write(`${Math.round(wakeUps / secondsCounted)}\n`)
process.exit(0)
