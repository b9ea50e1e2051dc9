import { randomUUID } from 'node:crypto'
import type { EventFeed } from '#services/feed/eventFeed.ts'
import { relayHealth } from '#services/feed/kafka/feedHealth.ts'
import { effectiveTypes } from '#events/session/endings.ts'
import { storeLogTail } from '#services/feed/storeLogTail.ts'
import { storeTailFeed } from '#services/feed/storeTailFeed.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { runProjector } from '#services/projections/live/runProjector.ts'
import { brokerMark, postgresMark } from './support/benchBroker.ts'
import { aim, median, percent, say, secondsOf, whole } from './support/figures.ts'
import { ownProcessorSeconds, processorSeconds } from './support/processorTime.ts'
import { partitions, relayedBench } from './support/relayedBench.ts'
import { tableSizes } from './support/tableSizes.ts'
import { coveredByViews, emptyViews, untilTrue } from './support/viewsAnew.ts'

/**
 * `node tests/bench/distributed/projector.ts [events] [rounds]`: events per second into all views by one projector, from
 * Kafka and from the store's own tail in turns.
 */
const wanted = Number(process.argv[2] ?? 100_000)
const rounds = Number(process.argv[3] ?? 3)
const aimed = 0.7

const bench = await relayedBench()
const { databases, codec, log } = bench
const { owner, writer } = databases
await bench.write(wanted, 7)
const head = await log.head()
const topic = `bench-${randomUUID()}.events`

/** The whole log into the topic, and a watermark behind it in every partition. */
const fillTopic = async (): Promise<void> => {
  const ending = new AbortController()
  const health = relayHealth()
  const running = bench.relay(topic, health, ending.signal)
  await untilTrue(async () => health.position() >= head, 120_000)
  await new Promise((resolve) => setTimeout(resolve, 2_500))
  ending.abort()
  await running
}

interface Measured {
  /** From the first rows to the last. */
  rate: number
  own: number
  postgres: number
  kafka: number
}

const project = async (feed: EventFeed): Promise<Measured> => {
  await emptyViews(owner)
  const ending = new AbortController()
  const clock = { now: () => Date.now() }
  const before = [ownProcessorSeconds(), processorSeconds(postgresMark), processorSeconds(brokerMark)] as const
  const running = runProjector({ databases, log, feed, codec, clock, logger: silentLogger, signal: ending.signal })
  const linesOf = async (): Promise<number> => {
    const { rows } = await writer.query<{ lines: number }>('select count(*) as lines from session_log')
    return rows[0]!.lines
  }
  // Joining a group takes a while, once.
  await untilTrue(async () => (await linesOf()) > 0, 60_000)
  const first = await linesOf()
  const seconds = await secondsOf(() => untilTrue(async () => (await coveredByViews(writer)) >= head, 300_000))
  ending.abort()
  await running
  return {
    rate: (head - first) / seconds,
    own: ownProcessorSeconds() - before[0],
    postgres: processorSeconds(postgresMark) - before[1],
    kafka: processorSeconds(brokerMark) - before[2],
  }
}

await fillTopic()
const tail: Measured[] = []
const kafka: Measured[] = []
for (let round = 0; round <= rounds; round++) {
  const [fromTail, fromKafka] = [await project(storeTailFeed(log)), await project(bench.feed(topic))]
  // The first round warms up.
  if (round === 0) continue
  tail.push(fromTail)
  kafka.push(fromKafka)
}

/** Seconds to read the whole log as every process does that has to know who is ended. */
const tailOnce = async (): Promise<number> => {
  const logTail = storeLogTail({ log, codec, now: () => performance.now(), onFailure: (error) => console.error(error) })
  logTail.listen(effectiveTypes, () => undefined)
  const seconds = await secondsOf(() => logTail.start(0))
  await logTail.stop()
  return seconds
}
await tailOnce()
const tailing = head / (await tailOnce())
const sizes = await tableSizes(writer)
await bench.stop()

const rateOf = (measured: readonly Measured[]): number => median(measured.map(({ rate }) => rate))
const each = (measured: readonly Measured[], what: 'own' | 'postgres' | 'kafka'): string =>
  `${Math.round((median(measured.map((one) => one[what])) * 1_000_000) / head)} µs`
const spent = (measured: readonly Measured[]): string =>
  `projector ${each(measured, 'own')}, PostgreSQL ${each(measured, 'postgres')}, Kafka ${each(measured, 'kafka')}`
const [ofTail, ofKafka] = [rateOf(tail), rateOf(kafka)]
say(
  `${whole(head)} events of the demo's shape into all views, one projector, ${partitions} partitions, median of ${rounds} rounds`,
)
say(`from the store's tail   ${whole(ofTail).padStart(8)}/s   processor per event: ${spent(tail)}`)
say(`from Kafka              ${whole(ofKafka).padStart(8)}/s   processor per event: ${spent(kafka)}`)
say(`from Kafka = ${percent(ofKafka, ofTail)} of from the tail ${aim('70 %', ofKafka >= aimed * ofTail)}`)
say(`the log's tail in each api, realtime and sweeper  ${whole(tailing).padStart(8)}/s`)
say('on disk, indexes included:')
for (const { table, bytes, rows } of sizes.filter(({ rows }) => rows > 0))
  say(`  ${table.padEnd(18)} ${whole(bytes / rows).padStart(6)} bytes for each of ${whole(rows)} rows`)
process.exit(0)
