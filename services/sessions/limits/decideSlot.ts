import type { DeviceType } from '#events/envelope.ts'
import { mostNamedSlots, type SessionSlotTaken } from '#events/session/slots.ts'
import { counts, type LimitsInForce, type SessionLimit } from '#events/tenant/policy/sessionLimits.ts'
import type { Slots } from './slots.ts'

/** A session of the person that counts: it lives, or a sign-in of this moment is about to start it. */
export interface CountedSession {
  sessionId: string
  clientId: string
  deviceType: DeviceType
  standing: 'live' | 'starting'
  /** ISO 8601. */
  startedAt: string
  lastActiveAt: string
}

/** The person's sessions, as their own streams say. */
export interface SeenSessions {
  counted: readonly CountedSession[]
  /** Sessions with a slot that have ended, or that never began. */
  over: readonly string[]
  /** Of which state of the slots that is true. */
  taken: number
}

export interface TakeSlot extends LimitsInForce {
  userId: string
  sessionId: string
  clientId: string
  deviceType: DeviceType
  /** Sessions that end in any case: the person chose them, or they are the same browser's. */
  givingWay: readonly string[]
}

/**
 * taken: the session may start as soon as the displaced ones have ended. full: there is no room under `limit`. starting: there may
 * be room when sessions that are about to start have started. moved: another sign-in came between, so look again.
 */
export type SlotOutcome = { kind: 'taken' | 'starting' | 'moved' } | { kind: 'full'; limit: SessionLimit }

export interface SlotDecision {
  outcome: SlotOutcome
  events: SessionSlotTaken[]
}

const none = (outcome: SlotOutcome): SlotDecision => ({ outcome, events: [] })

/** Those that give way first, first. */
const inOrder = (sessions: readonly CountedSession[], by: 'startedAt' | 'lastActiveAt'): CountedSession[] =>
  sessions.toSorted((one, other) => (one[by] === other[by] ? 0 : one[by] < other[by] ? -1 : 1))

/** The sessions that have to give way for one more; null: more would have to than may. */
const displacedFor = (
  limit: SessionLimit,
  sessions: readonly CountedSession[],
  whenReached: LimitsInForce['whenReached'],
): readonly CountedSession[] | null => {
  const surplus = sessions.length + 1 - limit.most
  if (surplus <= 0) return []
  if (whenReached === 'refuse') return null
  const live = sessions.filter(({ standing }) => standing === 'live')
  if (live.length < surplus) return null
  return inOrder(live, whenReached === 'end-oldest' ? 'startedAt' : 'lastActiveAt').slice(0, surplus)
}

/**
 * Decides on a sign-in of a person with limits. Only sessions that have started give way, never one that a sign-in of this moment is
 * about to start: it could not be ended yet. docs/decisions/0105 says why this keeps the limit in any order of events.
 */
export const decideSlot = (command: TakeSlot, slots: Slots, seen: SeenSessions): SlotDecision => {
  const { userId, sessionId, clientId, deviceType, limits, whenReached, givingWay } = command
  if (slots.taken !== seen.taken) return none({ kind: 'moved' })
  if (slots.held.some((slot) => slot.sessionId === sessionId)) return none({ kind: 'taken' })
  const former = new Set(slots.displaced)
  const leaving = new Set(
    seen.counted
      .filter((one) => one.standing === 'live' && givingWay.includes(one.sessionId))
      .map((one) => one.sessionId),
  )
  for (const limit of limits) {
    const own = seen.counted.filter((one) => counts(limit, one) && !former.has(one.sessionId))
    const staying = own.filter((one) => !leaving.has(one.sessionId))
    const displaced = displacedFor(limit, staying, whenReached)
    if (displaced === null)
      return none(own.some(({ standing }) => standing === 'starting') ? { kind: 'starting' } : { kind: 'full', limit })
    for (const one of displaced) leaving.add(one.sessionId)
  }
  // Of a person who had many more when the limit came, the rest gives way at the next sign-ins.
  const displaced = [...leaving].filter((id) => !former.has(id)).slice(0, mostNamedSlots)
  const data = { userId, sessionId, clientId, deviceType, freed: [...seen.over], displaced }
  return { outcome: { kind: 'taken' }, events: [{ type: 'SessionSlotTaken', version: 1, data }] }
}
