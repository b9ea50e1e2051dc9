import { randomBytes, randomUUID } from 'node:crypto'
import kafkajs from 'kafkajs'
import { relayHealth } from '#services/feed/kafka/feedHealth.ts'
import { openEventsTopic } from '#services/feed/kafka/eventsTopic.ts'
import { messageSeal } from '#services/feed/kafka/messageSeal.ts'
import { relayWriter } from '#services/feed/kafka/relayBatch.ts'
import { brokerMark, postgresMark } from './support/benchBroker.ts'
import { aim, median, percent, say, secondsOf, whole } from './support/figures.ts'
import { ownProcessorSeconds, processorSeconds } from './support/processorTime.ts'
import { partitions, relayedBench } from './support/relayedBench.ts'

/**
 * `node tests/bench/distributed/relay.ts [events] [rounds]`: events per second from the log to Kafka, beside kafkajs sending
 * the very same messages from memory.
 */
const wanted = Number(process.argv[2] ?? 200_000)
const rounds = Number(process.argv[3] ?? 3)
const aimed = 20_000
const compression = kafkajs.CompressionTypes.ZSTD
const sentTogether = 2_000

const bench = await relayedBench()
const { log, kafka } = bench
await bench.write(wanted, 7)
const head = await log.head()

const newTopic = async (): Promise<string> => {
  const topic = `bench-${randomUUID()}.events`
  const admin = kafka.admin()
  await admin.connect()
  await openEventsTopic(admin, topic, partitions)
  await admin.disconnect()
  return topic
}

/** Seconds of nothing but sending, and the bytes of the messages' values. */
const sendRaw = async (): Promise<{ seconds: number; bytes: number }> => {
  const topic = await newTopic()
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false })
  await producer.connect()
  const progress = { origin: randomUUID(), position: 0, tenants: new Map<string, number>() }
  const write = relayWriter({
    progress,
    fence: 1,
    partitions,
    seal: messageSeal(randomBytes(32)),
    now: () => Date.now(),
  })
  let seconds = 0
  let bytes = 0
  for (let after = 0; after < head;) {
    const events = await log.readAll({ after, limit: sentTogether })
    after = events.at(-1)!.position
    const { messages } = write.events(events)
    bytes += messages.reduce((sum, { value }) => sum + Buffer.byteLength(value ?? ''), 0)
    seconds += await secondsOf(() =>
      producer.sendBatch({ acks: -1, compression, topicMessages: [{ topic, messages }] }),
    )
  }
  await producer.disconnect()
  return { seconds, bytes }
}

/** From the first acknowledged run to the last: connecting is not counted, nor is what the first run held. */
const relayAll = async (): Promise<{ seconds: number; events: number }> => {
  const topic = await newTopic()
  const ending = new AbortController()
  const health = relayHealth()
  let first = 0
  let firstEvents = 0
  const ended = Promise.withResolvers<number>()
  const relayed: typeof health.relayed = (to, events) => {
    health.relayed(to, events)
    if (first === 0) [first, firstEvents] = [performance.now(), health.state().events]
    if (to >= head) ended.resolve(performance.now())
  }
  const running = bench.relay(topic, { ...health, relayed }, ending.signal)
  const last = await ended.promise
  ending.abort()
  await running
  return { seconds: (last - first) / 1000, events: head - firstEvents }
}

const rates = { raw: [] as number[], relay: [] as number[] }
const spent = { relay: 0, postgres: 0, kafka: 0 }
let bytes = 0
for (let round = 0; round <= rounds; round++) {
  const raw = await sendRaw()
  const before = [ownProcessorSeconds(), processorSeconds(postgresMark), processorSeconds(brokerMark)] as const
  const relayed = await relayAll()
  // The first round warms up the compilers, both kinds.
  if (round === 0) continue
  spent.relay += ownProcessorSeconds() - before[0]
  spent.postgres += processorSeconds(postgresMark) - before[1]
  spent.kafka += processorSeconds(brokerMark) - before[2]
  bytes = raw.bytes
  rates.raw.push(head / raw.seconds)
  rates.relay.push(relayed.events / relayed.seconds)
}
await bench.stop()

const raw = median(rates.raw)
const rate = median(rates.relay)
const each = (seconds: number): string => `${Math.round((seconds * 1_000_000) / rounds / head)} µs`
say(
  `${whole(head)} events of the demo's shape, ${whole(bytes / head)} bytes each as a message; ${partitions} partitions, median of ${rounds} rounds`,
)
say(`kafkajs sending the same messages, acks=all   ${whole(raw).padStart(8)}/s`)
say(
  `relay, log to acknowledged                    ${whole(rate).padStart(8)}/s = ${percent(rate, raw)} of sending ${aim(`${whole(aimed)}/s`, rate >= aimed)}`,
)
say(`processor per event: relay ${each(spent.relay)}, PostgreSQL ${each(spent.postgres)}, Kafka ${each(spent.kafka)}`)
process.exit(0)
