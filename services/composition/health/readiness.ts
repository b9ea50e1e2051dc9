import type { Clock } from '#services/ambient/clock.ts'
import type { LogConnection } from '#services/eventStore/eventStore.ts'
import type { Lag } from '#services/consumers/consumerLag.ts'
import type { ConsumerState } from '#services/consumers/consumerStanding.ts'
import type { ConsumerState as KafkaConsumerState, RelayState } from '#services/feed/kafka/feedHealth.ts'
import type { Readiness } from '#services/http/plainRoutes.ts'
import type { Queryable } from '#services/postgres/queryable.ts'

/** Milliseconds this process's clock may differ from the store's before it must not decide any more. */
export const mostSkewMs = 2_000

/** By how much this process's clock is ahead of the database's, without half the round trip. Milliseconds. */
export const measureSkew = async (database: Queryable, clock: Clock): Promise<number> => {
  const asked = clock.now()
  const { rows } = await database.query<{ now: number }>(
    'select (extract(epoch from clock_timestamp()) * 1000)::float8 as now',
  )
  return (asked + clock.now()) / 2 - (rows[0]?.now ?? asked)
}

type Check = Readiness['checks'][string]
/** Looks at one part of a process. */
export type LookAt = () => Check

const good: Check = { ok: true }
const unless = (isGood: boolean, detail: string): Check => (isGood ? good : { ok: false, detail })

/** Fails until the process has read which sessions are ended. */
export const sessionsCheck =
  (isReady: () => boolean): LookAt =>
  () =>
    unless(isReady(), 'reading who has been ended')

/** Fails when the store has not answered within a time. */
export const logCheck =
  (hasAnswered: () => boolean, withinMs: number): LookAt =>
  () =>
    unless(hasAnswered(), `the event store has not answered for ${withinMs / 1_000} s`)

/** Fails while the store takes no events. */
export const appendsCheck =
  (isFailing: () => boolean): LookAt =>
  () =>
    unless(!isFailing(), 'the event store takes no events')

/** Without these nothing is decided. A list or a count that fails fails whoever asked for it. */
const decisive = new Set(['app', 'append', 'endings', 'log', 'writer'])

/** `failing`: the pools that get no connection or no answer. */
export const databaseCheck =
  (failing: () => Readonly<Record<string, unknown>>): LookAt =>
  () => {
    const pools = Object.keys(failing())
    const detail = `no connection or answer for ${pools.join(', ')}`
    return pools.length === 0 ? good : { ok: !pools.some((pool) => decisive.has(pool)), detail }
  }

/** The state of the store's subscription. It only makes readers faster, so its absence is shown but fails nothing. */
export const storeCheck =
  (connection: () => LogConnection): LookAt =>
  () => {
    const { isSubscribed, resumed, answeredMsAgo } = connection()
    const answered = Number.isFinite(answeredMsAgo)
      ? `answered ${(answeredMsAgo / 1_000).toFixed(1)} s ago`
      : 'no answer yet'
    const told = isSubscribed ? 'tells of new events' : 'tells of no new events, so it is asked'
    return { ok: true, detail: `${answered}; ${told}; subscription resumed ${resumed} times` }
  }

/** `skewMs` null: not measured yet. */
export const clockCheck =
  (skewMs: () => number | null): LookAt =>
  () => {
    const skew = skewMs() ?? 0
    return unless(Math.abs(skew) <= mostSkewMs, `this clock differs from the store's by ${Math.round(skew)} ms`)
  }

/**
 * Shows that the log's newest event lies in the future, by more than clocks may differ. It fails nothing: order goes by
 * position. Null: not measured yet.
 */
export const logTimeCheck =
  (aheadSeconds: () => number | null): LookAt =>
  () => {
    const seconds = aheadSeconds() ?? 0
    if (seconds * 1_000 <= mostSkewMs) return good
    return { ok: true, detail: `the newest event lies ${Math.round(seconds)} s in the future: some clock was fast` }
  }

/** Shows parked events, which no view could take. They fail nothing, because everything else goes on. Null: not counted yet. */
export const viewsCheck =
  (parked: () => number | null): LookAt =>
  () => {
    const setAside = parked() ?? 0
    return setAside === 0 ? good : { ok: true, detail: `${setAside} events are parked; see GET /v1/system` }
  }

/** A reader that fails this many times in a row stands still. */
const mostFailures = 3

const lagWords = ({ events, seconds }: Lag): string =>
  events === 0 ? 'up with the log' : `${events} events behind the log, the oldest ${seconds.toFixed(1)} s old`

/**
 * Whether a reader of the log goes on. `fails` false: the process also answers requests, and can answer them without the reader.
 * How far it is behind is shown but fails nothing. `lag` null: not measured, or the reader holds no partition.
 */
export const standingCheck =
  (state: () => ConsumerState, lag: () => Lag | null, fails: boolean): LookAt =>
  () => {
    const { failures, trouble } = state()
    const found = lag()
    const behind = found === null ? [] : [lagWords(found)]
    if (failures >= mostFailures)
      return { ok: !fails, detail: [`stands still: ${trouble} (${failures} times in a row)`, ...behind].join('; ') }
    return behind.length === 0 ? good : { ok: true, detail: behind.join('; ') }
  }

/** A consumer must have asked Kafka for messages, and the relay must have marked the topic, within these times. */
const longestPollAgeMs = 30_000
const longestWatermarkAgeMs = 10_000

const consumerTrouble = ({ pollAgeMs, watermarkAgeMs, trouble, assigned }: KafkaConsumerState): string | null => {
  if (trouble !== null) return trouble
  if (pollAgeMs > longestPollAgeMs) return `Kafka was not asked for messages for ${Math.round(pollAgeMs / 1_000)} s`
  if (assigned === 0 || watermarkAgeMs === null || watermarkAgeMs <= longestWatermarkAgeMs) return null
  return `the newest message is ${Math.round(watermarkAgeMs / 1_000)} s old: no relay is at work`
}

/** A reader that Kafka feeds. `fails` false: the process also answers requests, and its views say how late they are. */
export const consumerCheck =
  (state: () => KafkaConsumerState, fails: boolean): LookAt =>
  () => {
    const trouble = consumerTrouble(state())
    return trouble === null ? good : { ok: !fails, detail: trouble }
  }

/** The copying of the log to Kafka. A topic that differs from the log is shown but fails nothing. */
export const relayCheck =
  (state: () => RelayState, fails: boolean): LookAt =>
  () => {
    const { leading, trouble, differences } = state()
    if (!leading) return { ok: true, detail: 'standing by' }
    if (trouble !== null) return { ok: !fails, detail: trouble }
    return { ok: true, detail: ['at work', ...differences.map((difference) => `the topic's ${difference}`)].join('; ') }
  }

/** Fails while the process stops, so that load balancers send requests to another process. */
export const leavingCheck =
  (isLeaving: () => boolean): LookAt =>
  () =>
    unless(!isLeaving(), 'this process is stopping')

/** Work that one process at a time does. It never fails: standing by is as good as doing the work. */
export const leadingCheck =
  (leads: () => boolean): LookAt =>
  () => ({ ok: true, detail: leads() ? 'at work' : 'standing by' })

/** The answer of `/readyz`. */
export const readinessOf = (looks: Readonly<Record<string, LookAt>>) => (): Readiness => {
  const checks = Object.fromEntries(Object.entries(looks).map(([part, look]) => [part, look()]))
  return { ready: Object.values(checks).every(({ ok }) => ok), checks }
}

/** What a process is not ready for, in words; empty: it is ready. */
export const missingIn = ({ checks }: Readiness): string =>
  Object.entries(checks)
    .filter(([, { ok }]) => !ok)
    .map(([part, { detail = 'fails' }]) => `${part}: ${detail}`)
    .join('; ')
