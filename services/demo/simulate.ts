import { setTimeout as sleep } from 'node:timers/promises'
import type { Ambient } from '#services/ambient/clock.ts'
import type { Logger } from '#services/logging/logger.ts'
import { crowdOf, step } from './crowd.ts'
import type { Door } from './guests.ts'
import { guessPassword, guessPasswords, type Mischief, stealPassword, stealToken } from './mischief.ts'
import { drawAtlas, type Locate } from './networks.ts'
import type { OwnServer } from './ownServer.ts'
import { makePeople } from './people.ts'
import { publicApi } from './publicApi.ts'
import { type Chance, seededChance } from './random.ts'
import { demoTenants } from './tenants.ts'
import { takeOver } from './takeOver.ts'
import type { LeftBehind } from './writeHistory.ts'

export interface Simulation extends OwnServer {
  seed: number
  /** Actions per second; 0: none. */
  rate: number
  signal: AbortSignal
  /** The key of this boot. */
  simulatedKey: string
  locate: Locate
  ambient: Ambient
  logger: Logger
  /** Live sessions of the history that this process has written. Nobody has the tokens of an earlier run's sessions. */
  leftBehind?: readonly LeftBehind[]
  /** Counts live sessions of all tenants, so that those of an earlier run count too. */
  countLive?: () => Promise<number>
}

const secondMs = 1_000
const minuteMs = 60 * secondMs
/** The most calls under way at once, so that a slow server is not flooded. */
const mostAtOnce = 8
const countAgainMs = 10 * secondMs

type Pause = (milliseconds: number) => Promise<void>

/** Sleeps until the time is over or `signal` aborts. */
const pauseUntil =
  (signal: AbortSignal): Pause =>
  (milliseconds) =>
    sleep(milliseconds, undefined, { signal }).catch(() => undefined)

/** When each kind of incident happens first, in ms after the start. It happens again every 10 to 20 minutes. */
const troubles = [
  { commit: stealPassword, first: 40 * secondMs },
  { commit: stealToken, first: 80 * secondMs },
  { commit: guessPasswords, first: 120 * secondMs },
  { commit: guessPassword, first: 160 * secondMs },
] as const

/** Commits one kind of incident again and again, in each tenant in turn, beginning with the one most visitors open. */
const beMischievous = async (
  mischief: Omit<Mischief, 'tenant'>,
  { commit, first }: (typeof troubles)[number],
  { signal, logger }: Simulation,
): Promise<void> => {
  await mischief.pause(first)
  for (let turn = 0; !signal.aborted; turn += 1) {
    const tenant = demoTenants[turn % demoTenants.length]?.slug ?? ''
    const isDone = await commit({ ...mischief, tenant }).catch((error: unknown) => {
      logger.warn('A trouble of the simulation failed', { error })
      return false
    })
    await mischief.pause(isDone ? mischief.chance.between(10, 20) * minuteMs : 5 * secondMs)
  }
}

/** Acts at random times, `rate` times a second on average. Actions are dropped while too many calls are under way. */
const bustle = async (
  act: () => Promise<void>,
  chance: Chance,
  { rate, signal, logger }: Simulation,
): Promise<void> => {
  const pause = pauseUntil(signal)
  let underWay = 0
  while (!signal.aborted) {
    await pause(chance.wait(secondMs / rate))
    if (signal.aborted || underWay >= mostAtOnce) continue
    underWay += 1
    act()
      .catch((error: unknown) => logger.warn('A step of the simulation failed', { error }))
      .finally(() => (underWay -= 1))
  }
}

const keepCounting = async ({ countLive, signal }: Simulation, onCount: (live: number) => void): Promise<void> => {
  if (countLive === undefined) return
  while (!signal.aborted) {
    onCount(await countLive().catch(() => 0))
    await pauseUntil(signal)(countAgainMs)
  }
}

/**
 * Makes live traffic of the demo's people through the public API until `signal` aborts. Keeps tokens in memory only, and waits
 * when the server asks it to.
 */
export const simulate = async (world: Simulation): Promise<void> => {
  const { seed, rate, signal, ambient, locate, leftBehind = [] } = world
  if (rate === 0) return
  const atlas = drawAtlas(locate)
  const people = makePeople(seededChance(seed).fork('people'), atlas)
  const chance = seededChance(seed).fork(`live ${ambient.clock.now()}`)
  const door: Door = {
    post: publicApi(world),
    now: () => ambient.clock.now(),
    attempt: () => ambient.random.bytes(16).toString('base64url'),
  }
  const crowd = crowdOf(door, people, chance.fork('crowd'))
  takeOver(crowd, leftBehind)
  const mischief = { door, crowd, people, atlas, chance: chance.fork('mischief'), pause: pauseUntil(signal) }
  await Promise.all([
    keepCounting(world, (live) => (crowd.live = live)),
    bustle(() => step(crowd), chance.fork('pace'), world),
    ...troubles.map((trouble) => beMischievous(mischief, trouble, world)),
  ])
}
