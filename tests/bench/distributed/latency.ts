import { setTimeout as pause } from 'node:timers/promises'
import { followLog } from '#services/eventStore/followLog.ts'
import { connected, openLive } from '../../support/sockets.ts'
import { type BenchFleet, benchFleet, bothFeeds, type FeedKind, isProjecting, startLoad } from './support/benchFleet.ts'
import { brokerMark, postgresMark } from './support/benchBroker.ts'
import { aim, percentile, say, whole } from './support/figures.ts'
import { ownProcessorSeconds, processorSeconds, processorSecondsOf } from './support/processorTime.ts'

/**
 * `node tests/bench/distributed/latency.ts [events per second] [seconds]`: from an append, in one process, to the frame with it
 * on a socket of another, with views and relay in processes of their own. Beside it, in the same run, the least there can be:
 * the same events as a third process reads them from the log.
 */
const perSecond = Number(process.argv[2] ?? 1_000)
const seconds = Number(process.argv[3] ?? 20)
const warmUpMs = 15_000
const aimedMs = 150

interface Delays {
  read: number[]
  framed: number[]
  /** Of the load, acknowledged a second. */
  loaded: number
  /** Cores that each was busy with. */
  cores: Record<string, number>
}

/** Seconds of processor of each so far. */
const processorUse = (fleet: BenchFleet): Record<string, number> => ({
  ...Object.fromEntries(fleet.processes().map(({ roles, child }) => [roles.join(), processorSecondsOf(child.pid!)])),
  PostgreSQL: processorSeconds(postgresMark),
  ...(fleet.broker === null ? {} : { Kafka: processorSeconds(brokerMark) }),
  load: processorSeconds('appendLoad.ts'),
  'this measuring': ownProcessorSeconds(),
})

/** The appending process writes into each event when it began to append it; all read the same machine's clock. */
const delayOf = (at: string): number => Date.now() - Date.parse(at)

const measure = async (fleet: BenchFleet): Promise<Delays> => {
  await fleet.start(['api'])
  const realtime = await fleet.start(['realtime'])
  const projector = await fleet.start(['projector'])
  if (fleet.broker !== null) await (await fleet.start(['relay'])).leads('relay')
  await isProjecting(fleet, projector)
  const { accessToken } = await fleet.signIn('acme', 'admin')
  const delays: Delays = { read: [], framed: [], loaded: 0, cores: {} }
  let isMeasuring = false
  const take = (into: number[], events: readonly { type: string; at: string }[]): void => {
    if (!isMeasuring) return
    for (const { type, at } of events) if (type === 'SessionRefreshed') into.push(delayOf(at))
  }
  const socket = openLive(realtime.url, accessToken)
  socket.on('frame', ({ log }) => take(delays.framed, log))
  await connected(socket)
  const ending = new AbortController()
  const reading = followLog({
    log: fleet.log.log,
    after: await fleet.log.log.head(),
    limit: 1_000,
    types: () => null,
    signal: ending.signal,
    open: (events) => events,
    onRead: ({ items }) => take(delays.read, items),
  })
  const load = startLoad(fleet, perSecond)
  await pause(warmUpMs)
  isMeasuring = true
  const before = processorUse(fleet)
  await pause(seconds * 1_000)
  isMeasuring = false
  for (const [name, used] of Object.entries(processorUse(fleet))) delays.cores[name] = (used - before[name]!) / seconds
  delays.loaded = load.perSecond()
  load.stop()
  ending.abort()
  await reading
  socket.disconnect()
  return delays
}

const report = (name: string, delays: readonly number[], more = ''): void => {
  const [half, most] = [percentile(delays, 0.5), percentile(delays, 0.99)]
  say(`  ${name.padEnd(36)} p50 ${whole(half).padStart(5)} ms  p99 ${whole(most).padStart(5)} ms  ${more}`)
}

const measured = async (feed: FeedKind) => {
  const fleet = await benchFleet(feed)
  try {
    return await measure(fleet)
  } finally {
    await fleet.end()
  }
}

const measureFeed = async (feed: FeedKind): Promise<void> => {
  const { read, framed, loaded, cores } = await measured(feed)
  say(`feed: ${feed}, ${whole(loaded)} events/s, ${whole(framed.length)} framed in ${seconds} s`)
  report('append -> read by another process', read)
  report('append -> frame on a socket', framed, aim(`p99 < ${aimedMs} ms`, percentile(framed, 0.99) < aimedMs))
  const used = Object.entries(cores).map(([name, share]) => `${name} ${share.toFixed(2)}`)
  say(`  cores busy: ${used.join(', ')}`)
}

for (const feed of bothFeeds) await measureFeed(feed)
process.exit(0)
