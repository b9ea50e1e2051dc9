import type { EventType, RollcallEvent } from '#events/catalogue.ts'
import type { Position, Recorded } from '#events/envelope.ts'
import { effectiveTypes, effectOf, isSessionEnding, keepUntil, wordsOf } from '#events/session/endings.ts'
import { accessSecondsBy, accessTypes } from '#events/tenant/policy/accessSeconds.ts'
import type { Clock } from '#services/ambient/clock.ts'
import type { EndedSession, RevocationsAtStart } from '#services/ports/revocations.ts'
import { moveOf, type Ending, type Move } from './moves.ts'

/** The moves of one tenant or user: how many the log holds, and all those after position `since`. */
export interface Moves {
  count: number
  recent: readonly Move[]
  since: Position
}

/**
 * This process's memory of ended sessions and of moves. The ended set fills it at start; then the tail of the log and,
 * at once, the process's own appends add to it.
 */
export interface RevocationIndex {
  /** Takes over the stored ended set. Answers the position after which the tail must begin. */
  load(known: RevocationsAtStart): Position
  /** Types of event that change the index. */
  readonly wanted: readonly EventType[]
  /** Call it with every event of the types in `wanted`, in order. Events of other types do no harm. */
  observe(event: Recorded<RollcallEvent>): void
  /** Call it with the session events that this process appended, before it answers the request. */
  foresee(events: readonly Recorded<RollcallEvent>[]): void
  endingOf(sessionId: string): Ending | undefined
  /** Until when an access token issued before `at` (ISO 8601) may be unexpired; milliseconds since the epoch. */
  keptUntil(tenantId: string, at: string): number
  tenantMoves(tenantId: string): Moves
  userMoves(userId: string): Moves
  /** Number of ended sessions in memory. */
  size(): number
}

const minuteMs = 60_000
const minuteOf = (milliseconds: number): number => Math.floor(milliseconds / minuteMs)

type Kept = EndedSession & Pick<Ending, 'message'>

/** Keeps an ended session until its last access token has expired, because until then the token must be refused. */
const endedSessions = (clock: Clock) => {
  const ended = new Map<string, Kept>()
  /** Session ids by the minute of their `keepUntil`, because tokens of different tenants live for different times. */
  const minutes = new Map<number, string[]>()
  let sweptMinute = 0
  const keep = (session: Kept): void => {
    ended.set(session.sessionId, session)
    const minute = minuteOf(session.keepUntil)
    const ofMinute = minutes.get(minute)
    if (ofMinute === undefined) minutes.set(minute, [session.sessionId])
    else ofMinute.push(session.sessionId)
  }
  /** Forgets a minute only when both this clock and the log's time have passed it, because one of them may be ahead. */
  const forgetOutlived = (logTime: number): void => {
    const present = minuteOf(Math.min(clock.now(), logTime))
    if (present <= sweptMinute) return
    sweptMinute = present
    for (const [minute, sessionIds] of minutes) {
      if (minute >= present) continue
      minutes.delete(minute)
      for (const sessionId of sessionIds) ended.delete(sessionId)
    }
  }
  return {
    load: keep,
    add(sessionId: string, { cause, message, endedAt }: Ending, { at, seconds }: { at: string; seconds: number }) {
      if (ended.has(sessionId)) return
      const words = message === undefined ? {} : { message }
      keep({ sessionId, cause, ...words, endedAt: Date.parse(endedAt), keepUntil: keepUntil(at, seconds) })
      forgetOutlived(Date.parse(at))
    },
    get(sessionId: string): Ending | undefined {
      const found = ended.get(sessionId)
      if (found === undefined) return undefined
      const { cause, message, endedAt } = found
      return { cause, ...(message === undefined ? {} : { message }), endedAt: new Date(endedAt).toISOString() }
    },
    size: () => ended.size,
  }
}

/** Moves kept in detail for each subject. For a token older than these the streams are read. */
const keptMoves = 50

/** A subject's moves, counted up to position `upTo`. */
interface CountedMoves {
  count: number
  recent: Move[]
  since: Position
  upTo: Position
}

const subjects = () => {
  const known = new Map<string, CountedMoves>()
  let loadedPosition: Position = 0
  const unmoved = (): CountedMoves => ({ count: 0, recent: [], since: loadedPosition, upTo: loadedPosition })
  return {
    begin(position: Position) {
      loadedPosition = position
    },
    load(id: string, count: number) {
      known.set(id, { ...unmoved(), count })
    },
    add(id: string, move: Move) {
      const moves = known.get(id) ?? unmoved()
      if (move.position <= moves.upTo) return
      known.set(id, moves)
      moves.count += 1
      moves.upTo = move.position
      moves.recent.push(move)
      if (moves.recent.length > keptMoves) moves.since = moves.recent.shift()!.position
    },
    get: (id: string): Moves => known.get(id) ?? unmoved(),
  }
}

export const revocationIndex = (clock: Clock): RevocationIndex => {
  const ended = endedSessions(clock)
  const tenants = subjects()
  const users = subjects()
  /** The longest access token lifetime of each tenant so far, in seconds. */
  const longestAccess = new Map<string, number>()
  const allow = (tenantId: string, seconds: number): void =>
    void longestAccess.set(tenantId, Math.max(seconds, longestAccess.get(tenantId) ?? 0))
  const addEnding = (event: Recorded<RollcallEvent>): void => {
    if (!isSessionEnding(event)) return
    const { sessionId, cause, endedAt } = effectOf(event)
    const kept = { at: event.at, seconds: longestAccess.get(event.tenantId) ?? 0 }
    ended.add(sessionId, { cause, message: wordsOf(event).message, endedAt }, kept)
  }
  return {
    wanted: [...effectiveTypes, ...accessTypes],
    load({ position, ended: known, generations }) {
      tenants.begin(position)
      users.begin(position)
      known.forEach(ended.load)
      for (const { tenantId, userId, count, longestAccessSeconds } of generations) {
        if (userId === null) allow(tenantId, longestAccessSeconds)
        if (count > 0) (userId === null ? tenants : users).load(userId ?? tenantId, count)
      }
      return position
    },
    observe(event) {
      const accessSeconds = accessSecondsBy(event)
      if (accessSeconds !== null) return allow(event.tenantId, accessSeconds)
      addEnding(event)
      const move = moveOf(event)
      if (move === null) return
      const { userId, ...made } = move
      if (userId === null) tenants.add(event.tenantId, made)
      else users.add(userId, made)
    },
    foresee: (events) => events.forEach(addEnding),
    endingOf: ended.get,
    keptUntil: (tenantId, at) => keepUntil(at, longestAccess.get(tenantId) ?? 0),
    tenantMoves: tenants.get,
    userMoves: users.get,
    size: ended.size,
  }
}
