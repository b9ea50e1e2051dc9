import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { postgresEventLog } from '#services/eventStore/postgres/postgresEventLog.ts'
import { sealedEventStore } from '#services/eventStore/sealedEventStore.ts'
import { keyring } from '#services/eventStore/sealing/keyring.ts'
import { postgresWrappedKeys } from '#services/eventStore/sealing/postgresWrappedKeys.ts'
import { sealingCodec } from '#services/eventStore/sealing/sealingCodec.ts'
import { storeTailFeed } from '#services/feed/storeTailFeed.ts'
import { wirePositions } from '#services/keys/wirePositions.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { runProjector } from '#services/projections/live/runProjector.ts'
import { cursors } from '#services/projections/queries/cursors.ts'
import { listSessions } from '#services/projections/sessionList/listSessions.ts'
import { viewHandouts } from '#services/projections/viewHandouts.ts'
import { retireRecords } from '#services/retention/retireRecords.ts'
import { fillHistory } from '../support/fillHistory.ts'
import { realAmbient } from '../support/realAmbient.ts'
import { type PlacedEvent, viewTraffic } from '../support/viewTraffic.ts'
import { writeTraffic } from '../support/writeTraffic.ts'
import { benchDatabase } from './support/benchDatabase.ts'

/**
 * `node tests/bench/retention.ts [sessions] [seconds]`: all ended sessions of a tenant (nine in ten) and their entries leave the views while others
 * sign in and its own sessions are listed; 100,000 sessions by default. Before that the same without retention, for as many seconds.
 */
const sessions = Number(process.argv[2] ?? 100_000)
const seconds = Number(process.argv[3] ?? 30)
const dayMs = 86_400_000
const big = '00000000-0000-7000-8000-000000000001'

const { databases, masterKey, stop } = await benchDatabase()
await fillHistory(databases, [{ tenantId: big, sessions }])
const now = () => performance.now()
const log = postgresEventLog({ databases, now })
const codec = sealingCodec(keyring(masterKey, postgresWrappedKeys(databases.writer)))
const { clock } = realAmbient
const views = viewHandouts({ databases, masterKey, log, codec, clock, positions: wirePositions(masterKey) })
const ending = new AbortController()
const { signal } = ending
const feed = storeTailFeed(log)
const projecting = runProjector({ databases, log, feed, codec, clock, logger: silentLogger, signal })

const list = listSessions({ databases, cursors: cursors(randomBytes(32)), clock })
interface Times {
  list: number[]
  projection: number[]
}

const timed = async (into: number[], work: () => Promise<unknown>): Promise<void> => {
  const began = now()
  await work()
  into.push(now() - began)
}

const traffic = viewTraffic({ seed: 11, events: 1_000_000, usersPerTenant: 50 })[Symbol.iterator]()
const nextEvents = (): PlacedEvent[] => Array.from({ length: 5 }, () => traffic.next().value as PlacedEvent)
/** Events of other tenants, five at a time, and how long until the views show them; and the first page of the big one. */
const live = async (until: AbortSignal): Promise<Times> => {
  const times: Times = { list: [], projection: [] }
  const write = async (): Promise<void> => {
    while (!until.aborted) {
      await writeTraffic(log, codec, nextEvents())
      const position = await log.head()
      await timed(times.projection, () => views.waitForView(position, 60_000))
      await pause(20)
    }
  }
  const read = async (): Promise<void> => {
    while (!until.aborted) {
      await timed(times.list, () => list(big, { filter: '', sort: '-startedAt', limit: 50 }))
      await pause(20)
    }
  }
  await Promise.all([write(), read()])
  return times
}

const shareOf = (times: readonly number[], share: number): number =>
  times.toSorted((one, other) => one - other)[Math.ceil(times.length * share) - 1] ?? 0
const rssMb = () => Math.round(process.memoryUsage().rss / 1e6)
const count = async () => {
  const { rows } = await databases.writer.query<{ sessions: number; entries: number }>(
    `select (select count(*) from session_list where tenant_id = $1) as sessions,
       (select count(*) from session_log where tenant_id = $1) as entries`,
    [big],
  )
  return rows[0]!
}

const without = await live(AbortSignal.timeout(seconds * 1_000))
const before = await count()
const startMb = rssMb()
let mostMb = startMb
const retired = new AbortController()
const watching = setInterval(() => (mostMb = Math.max(mostMb, rssMb())), 200)
const beside = live(retired.signal)
const retire = retireRecords({
  store: sealedEventStore(log, codec),
  // Everything that has ended is more than a day old there.
  ambient: { ...realAmbient, clock: { now: () => clock.now() + 2 * dayMs } },
  findDue: views.findDue,
  waitForView: (position) => views.waitForView(position, 60_000),
  tenants: async () => [{ tenantId: big, retention: { rowsDays: 1, countsDays: null } }],
  now,
  logger: silentLogger,
})
const began = now()
await retire(signal)
const took = (now() - began) / 1_000
retired.abort()
const during = await beside
clearInterval(watching)
const after = await count()

const gone = { sessions: before.sessions - after.sessions, entries: before.entries - after.entries }
const rate = (rows: number): string => `${Math.round(rows / took).toLocaleString('en')}/s`
console.log(
  `${gone.sessions.toLocaleString('en')} of ${before.sessions.toLocaleString('en')} sessions left in ${took.toFixed(1)} s: ${rate(gone.sessions)}, with ${gone.entries.toLocaleString('en')} entries: ${rate(gone.entries)}`,
)
for (const what of ['list', 'projection'] as const)
  for (const share of [0.5, 0.99]) {
    const [alone, together] = [shareOf(without[what], share), shareOf(during[what], share)]
    const ratio = (together / alone).toFixed(2)
    console.log(
      `${what} p${share * 100}: ${alone.toFixed(1)} ms without, ${together.toFixed(1)} ms beside it: ${ratio} times (${during[what].length} samples)`,
    )
  }
console.log(`memory of the process: ${startMb} MB before, ${mostMb} MB at most`)
ending.abort()
await projecting
await views.close()
await log.close()
await stop()
