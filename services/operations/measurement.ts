import type { OperationEvent } from '#events/operation/events.ts'
import type { GuardConfirmation } from '#services/ports/effects.ts'

/** One session's sockets in one process, and when each closing became known here (milliseconds since the epoch). */
export interface Observed {
  process: string
  sessionId: string
  open: number
  closedAt: number[]
}

export type Measured = Extract<OperationEvent, { type: 'EffectMeasured' }>['data']
/** Start of a measurement: when the person decided, and when the last ending was acknowledged (both ISO 8601). */
export type Decided = Pick<Measured, 'operationId' | 'decidedAt' | 'refreshRefusedAt'>

/** By the nearest-rank method. */
const percentile = (ascending: readonly number[], share: number): number | null =>
  ascending[Math.max(0, Math.ceil(ascending.length * share) - 1)] ?? null

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

/**
 * Milliseconds from the decision to each closing, ascending. Counted from the decision, as a socket can close before
 * the append is acknowledged here.
 */
const delays = (decidedAt: number, observed: readonly Observed[]): number[] =>
  observed.flatMap(({ closedAt }) => closedAt.map((at) => Math.max(0, at - decidedAt))).toSorted((a, b) => a - b)

const bySession = (decidedAt: number, observed: readonly Observed[]): Measured['sessions'] => {
  const sessions = Map.groupBy(observed, ({ sessionId }) => sessionId)
  return [...sessions].map(([sessionId, ofSession]) => {
    const sockets = sum(ofSession.map(({ open }) => open))
    const closed = delays(decidedAt, ofSession)
    return { sessionId, sockets, closedAfterMs: closed.length < sockets ? null : (closed.at(-1) ?? null) }
  })
}

/** Most sessions, and most guards, that one event lists. */
const mostListed = 200

type MeasuredGuards = NonNullable<Measured['guards']>

/** Those that have not confirmed first, then the slowest. */
const byDelay = (one: MeasuredGuards[number], other: MeasuredGuards[number]): number =>
  (other.confirmedAfterMs ?? Number.POSITIVE_INFINITY) - (one.confirmedAfterMs ?? Number.POSITIVE_INFINITY) || 0

const delaysOfGuards = (decidedAt: number, guards: readonly GuardConfirmation[]): MeasuredGuards =>
  guards
    .map(({ name, confirmedAt: at }) => ({ name, confirmedAfterMs: at === null ? null : Math.max(0, at - decidedAt) }))
    .toSorted(byDelay)
    .slice(0, mostListed)

/** Computes how long sockets took to close, over all processes and by session, and how long guards took to confirm. */
export const measure = (
  decided: Decided,
  observed: readonly Observed[],
  guards: readonly GuardConfirmation[] = [],
): Measured => {
  const decidedAt = Date.parse(decided.decidedAt)
  const seen = observed.filter(({ open }) => open > 0)
  const closed = delays(decidedAt, seen)
  const sockets = sum(seen.map(({ open }) => open))
  return {
    ...decided,
    sockets,
    half: percentile(closed, 0.5),
    p99: percentile(closed, 0.99),
    slowest: closed.at(-1) ?? null,
    waiting: sockets - closed.length,
    sessions: bySession(decidedAt, seen).slice(0, mostListed),
    ...(guards.length === 0 ? {} : { guards: delaysOfGuards(decidedAt, guards) }),
  }
}
