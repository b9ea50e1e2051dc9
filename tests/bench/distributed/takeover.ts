import { setTimeout as pause } from 'node:timers/promises'
import type { Position } from '#events/envelope.ts'
import type { ProcessRole } from '#services/composition/process/processRoles.ts'
import type { ServedProcess } from '../../support/fleet.ts'
import { type BenchFleet, benchFleet, bothFeeds, isProjecting, startLoad } from './support/benchFleet.ts'
import { aim, median, say } from './support/figures.ts'
import { coveredByViews, untilTrue } from './support/viewsAnew.ts'

/**
 * `node tests/bench/distributed/takeover.ts [rounds]`: from the kill -9 of the process at work until what was appended right
 * after the kill has been done by another that stood by.
 */
const rounds = Number(process.argv[2] ?? 5)
const perSecond = 200
const aimedMs = 10_000
const withinMs = 60_000

const relayedTo = async ({ database }: BenchFleet): Promise<Position> => {
  const { rows } = await database.databases.writer.query<{ position: Position }>(
    'select max(position) as position from relay_progress',
  )
  return rows[0]?.position ?? 0
}

interface Contest {
  role: ProcessRole
  /** Resolves when a process started beside another is ready to follow it, or, as the first, is at work. */
  stands: (fleet: BenchFleet, process: ServedProcess, isFirst: boolean) => Promise<void>
  done: (fleet: BenchFleet) => Promise<Position>
}

const relay: Contest = {
  role: 'relay',
  stands: (_, started, isFirst) => (isFirst ? started.leads('relay') : Promise.resolve()),
  done: relayedTo,
}
const projector: Contest = {
  role: 'projector',
  // With Kafka both are at work, each on some of the partitions.
  stands: (fleet, started, isFirst) => (isFirst || fleet.broker !== null ? isProjecting(fleet, started) : pause(0)),
  done: ({ database }) => coveredByViews(database.databases.writer),
}

/** Milliseconds of each round. */
const contest = async (fleet: BenchFleet, { role, stands, done }: Contest): Promise<number[]> => {
  const { log } = fleet.log
  let working = await fleet.start([role])
  await stands(fleet, working, true)
  const took: number[] = []
  for (let round = 0; round < rounds; round++) {
    const next = await fleet.start([role])
    await stands(fleet, next, false)
    const before = await log.head()
    await untilTrue(async () => (await done(fleet)) >= before, withinMs)
    // Renewals and heart-beats come in turns of some seconds: the kill falls anywhere between.
    await pause(1_000 + 2_000 * Math.random())
    await working.kill()
    const began = performance.now()
    await pause(50)
    const wanted = await log.head()
    await untilTrue(async () => (await done(fleet)) >= wanted, withinMs)
    took.push(performance.now() - began)
    working = next
  }
  await working.kill()
  return took
}

const report = (name: string, took: readonly number[]): void => {
  const most = Math.max(...took)
  const [half, longest] = [median(took), most].map((ms) => (ms / 1_000).toFixed(1))
  say(`${name.padEnd(34)} p50 ${half} s, longest of ${took.length} ${longest} s ${aim('< 10 s', most < aimedMs)}`)
}

for (const feed of bothFeeds) {
  const fleet = await benchFleet(feed)
  const load = startLoad(fleet, perSecond)
  if (feed === 'Kafka') {
    report('relay', await contest(fleet, relay))
    await (await fleet.start(['relay'])).leads('relay')
  }
  report(`projector, fed by ${feed}`, await contest(fleet, projector))
  load.stop()
  await fleet.end()
}
process.exit(0)
