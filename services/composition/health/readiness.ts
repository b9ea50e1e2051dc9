import type { Clock } from '#services/ambient/clock.ts'
import type { LogConnection } from '#services/eventStore/eventStore.ts'
import type { Lag } from '#services/consumers/consumerLag.ts'
import type { ConsumerState } from '#services/consumers/consumerStanding.ts'
import type { ConsumerState as KafkaConsumerState, RelayState } from '#services/feed/kafka/feedHealth.ts'
import type { Readiness } from '#services/http/plainRoutes.ts'
import type { Queryable } from '#services/postgres/queryable.ts'

/** Milliseconds this process's clock may differ from the store's before it must not decide any more. */
export const mostSkewMs = 2_000

/** This process's clock against the database's, half the round trip taken off. Milliseconds, positive when we are ahead. */
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

/** Who has been ended is known. */
export const sessionsCheck =
  (isReady: () => boolean): LookAt =>
  () =>
    unless(isReady(), 'reading who has been ended')

/** The store answers. */
export const logCheck =
  (isFresh: () => boolean): LookAt =>
  () =>
    unless(isFresh(), 'the event store has not answered for a second')

/** Commands are carried out. */
export const appendsCheck =
  (isFailing: () => boolean): LookAt =>
  () =>
    unless(!isFailing(), 'the event store takes no events')

/** A store that tells of new events by a subscription. That only makes readers faster: its absence is told and fails nothing. */
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

/** Events that no view could take warn and do not fail: everything else goes on. Null: not counted yet. */
export const viewsCheck =
  (parked: () => number | null): LookAt =>
  () => {
    const setAside = parked() ?? 0
    return setAside === 0 ? good : { ok: true, detail: `${setAside} events are parked; see GET /v1/system` }
  }

/** A reader of the log that has to begin again and again stands still; whoever also answers requests answers them as ever. */
const mostFailures = 3

const lagWords = ({ events, seconds }: Lag): string =>
  events === 0 ? 'up with the log' : `${events} events behind the log, the oldest ${seconds.toFixed(1)} s old`

/** Whether a reader of the log goes on, and how far behind it is, which fails nothing. `lag` null: not measured, or nothing is handed to it. */
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

/** Kafka is asked for messages, and what is in the topic is of now. */
const longestPollAgeMs = 30_000
const longestWatermarkAgeMs = 10_000

const consumerTrouble = ({ pollAgeMs, watermarkAgeMs, trouble, assigned }: KafkaConsumerState): string | null => {
  if (trouble !== null) return trouble
  if (pollAgeMs > longestPollAgeMs) return `Kafka was not asked for messages for ${Math.round(pollAgeMs / 1_000)} s`
  if (assigned === 0 || watermarkAgeMs === null || watermarkAgeMs <= longestWatermarkAgeMs) return null
  return `the newest message is ${Math.round(watermarkAgeMs / 1_000)} s old: no relay is at work`
}

/** A reader that Kafka feeds. Whoever also answers requests answers them as ever: the views say how late they are. */
export const consumerCheck =
  (state: () => KafkaConsumerState, fails: boolean): LookAt =>
  () => {
    const trouble = consumerTrouble(state())
    return trouble === null ? good : { ok: !fails, detail: trouble }
  }

/** The copying of the log to Kafka; what differs in the topic warns. */
export const relayCheck =
  (state: () => RelayState, fails: boolean): LookAt =>
  () => {
    const { leading, trouble, differences } = state()
    if (!leading) return { ok: true, detail: 'standing by' }
    if (trouble !== null) return { ok: !fails, detail: trouble }
    return { ok: true, detail: ['at work', ...differences.map((difference) => `the topic's ${difference}`)].join('; ') }
  }

/** Whoever sends requests here should look for another process. */
export const leavingCheck =
  (isLeaving: () => boolean): LookAt =>
  () =>
    unless(!isLeaving(), 'this process is stopping')

/** What one process at a time does: to stand by is as good as to be the one. */
export const leadingCheck =
  (leads: () => boolean): LookAt =>
  () => ({ ok: true, detail: leads() ? 'at work' : 'standing by' })

/** What `/readyz` says. */
export const readinessOf = (looks: Readonly<Record<string, LookAt>>) => (): Readiness => {
  const checks = Object.fromEntries(Object.entries(looks).map(([part, look]) => [part, look()]))
  return { ready: Object.values(checks).every(({ ok }) => ok), checks }
}
