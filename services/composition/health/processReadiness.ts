import type { Readiness } from '#services/http/plainRoutes.ts'
import type { Remembered } from './chores.ts'
import type { CompositionParts } from '../process/compositionParts.ts'
import type { Core } from '../process/openCore.ts'
import type { Feeds } from '../process/openFeeds.ts'
import {
  appendsCheck,
  clockCheck,
  consumerCheck,
  databaseCheck,
  leadingCheck,
  leavingCheck,
  logCheck,
  logTimeCheck,
  type LookAt,
  readinessOf,
  relayCheck,
  sessionsCheck,
  standingCheck,
  storeCheck,
  viewsCheck,
} from './readiness.ts'
import type { Knowing } from '../process/serving.ts'
import { freshMs } from '#services/feed/logTail.ts'
import type { OneAtATime } from '../process/standIn.ts'

interface ProcessParts {
  core: Core
  feeds: Feeds
  knowing: Knowing | null
  remembered: Remembered
  one: OneAtATime
  isLeaving: () => boolean
}

/** How old the log's last answer may be: a chore asks the log every two seconds. */
const answeredWithinMs = 5_000

/** `fails`: the process does nothing else, so a standstill of its readers makes it not ready. */
const feedLooks = (
  { consumers, standings, relayState }: Feeds,
  { lags }: Remembered,
  fails: boolean,
): Record<string, LookAt> => {
  const lagOf = (name: string) => lags.find(({ reader }) => reader === name)?.lag ?? null
  const looks = [
    ...Object.entries(standings()).map(([name, state]) => [
      `reader ${name}`,
      standingCheck(
        () => state,
        () => lagOf(name),
        fails,
      ),
    ]),
    ...Object.entries(consumers()).map(([name, state]) => [`feed ${name}`, consumerCheck(() => state, fails)]),
  ]
  const relay = relayState()
  return { ...Object.fromEntries(looks), ...(relay === null ? {} : { relay: relayCheck(() => relay, fails) }) }
}

/** Builds the checks of `/readyz`: sessions where the process knows them, log, database, appends, clock, parked events, leases and feeds. */
export const processReadiness = (
  { surroundings, data }: Pick<CompositionParts, 'surroundings' | 'data'>,
  { core, feeds, knowing, remembered, one, isLeaving }: ProcessParts,
): (() => Readiness) => {
  const answers = () => surroundings.monotonicMs() - remembered.logAskedAt < answeredWithinMs
  const looks = {
    process: leavingCheck(isLeaving),
    ...(knowing === null
      ? { log: logCheck(answers, answeredWithinMs) }
      : { sessions: sessionsCheck(knowing.sessions.isReady), log: logCheck(core.tail.isFresh, freshMs) }),
    ...(core.connection === undefined ? {} : { store: storeCheck(core.connection) }),
    database: databaseCheck(data.databases.health.failing),
    appends: appendsCheck(core.appends.isFailing),
    clock: clockCheck(() => remembered.skewMs),
    'log time': logTimeCheck(() => remembered.logAheadSeconds),
    views: viewsCheck(() => remembered.parked),
  }
  const leading = () =>
    Object.fromEntries(Object.entries(one.held()).map(([name, leads]) => [name, leadingCheck(() => leads)]))
  return () => readinessOf({ ...looks, ...leading(), ...feedLooks(feeds, remembered, knowing === null) })()
}
