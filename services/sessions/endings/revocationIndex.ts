import type { EventType, RollcallEvent } from '#events/catalogue.ts'
import type { Position, Recorded } from '#events/envelope.ts'
import { effectiveTypes, effectOf, isSessionEnding, wordsOf } from '#events/session/endings.ts'
import type { Clock } from '#services/ambient/clock.ts'
import type { EndedSession, GenerationCount, RevocationsAtStart } from '#services/ports/revocations.ts'
import { moveOf, type Ending, type Move } from './moves.ts'

/** Moves of one tenant or user: how many the log holds, and every one after position `since`. */
export interface Moves {
  count: number
  recent: readonly Move[]
  since: Position
}

/** Who is ended, in memory: fed by this process's tail of the log, by its own appends at once, and by a view at start. */
export interface RevocationIndex {
  /** Takes in what the view knew; answers where the tail has to begin. */
  load(known: RevocationsAtStart): Position
  /** Types of event that change what it knows. */
  readonly wanted: readonly EventType[]
  /** Call with every event of these types, in order; others do no harm. */
  observe(event: Recorded<RollcallEvent>): void
  /** Call with the session events this process appended, before it answers. */
  foresee(events: readonly Recorded<RollcallEvent>[]): void
  endingOf(sessionId: string): Ending | undefined
  tenantMoves(tenantId: string): Moves
  userMoves(userId: string): Moves
  /** Sessions held as ended. */
  size(): number
}

/** Longest access token a policy allows, and the leeway a verifier may give it. */
const keepMs = (86_400 + 60) * 1000

/** A token of an ended session is refused until it has expired by itself; then the entry has done its work. */
const endedSessions = (clock: Clock) => {
  const ended = new Map<string, { ending: Ending; keepUntil: number }>()
  /**
   * Entries come nearly in the order they go, so looking at the front suffices. Both this clock and the log's time must have
   * passed an entry: one of them may have been ahead for a moment.
   */
  const forgetOutlived = (logTime: number): void => {
    const now = Math.min(clock.now(), logTime)
    for (const [sessionId, { keepUntil }] of ended) {
      if (keepUntil >= now) return
      ended.delete(sessionId)
    }
  }
  return {
    load({ sessionId, cause, endedAt, keepUntil }: EndedSession) {
      ended.set(sessionId, { ending: { cause, endedAt }, keepUntil: Date.parse(keepUntil) })
    },
    add(sessionId: string, ending: Ending, at: string) {
      if (ended.has(sessionId)) return
      const logTime = Date.parse(at)
      ended.set(sessionId, { ending, keepUntil: logTime + keepMs })
      forgetOutlived(logTime)
    },
    get: (sessionId: string) => ended.get(sessionId)?.ending,
    size: () => ended.size,
  }
}

/** Moves kept in detail for one subject; older ones are read from its streams when a token is that old. */
const keptMoves = 50

/** Moves of a subject, and up to where they are counted. */
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
    /** The view may be further with one tenant than with all: the tail brings again what is counted already. */
    load(id: string, { count, position }: Pick<GenerationCount, 'count' | 'position'>) {
      const upTo = Math.max(position, loadedPosition)
      known.set(id, { count, recent: [], since: upTo, upTo })
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
  const addEnding = (event: Recorded<RollcallEvent>): void => {
    if (!isSessionEnding(event)) return
    const { sessionId, cause, endedAt } = effectOf(event)
    ended.add(sessionId, { cause, message: wordsOf(event).message, endedAt }, event.at)
  }
  return {
    wanted: effectiveTypes,
    load({ position, ended: known, generations }) {
      tenants.begin(position)
      users.begin(position)
      for (const session of known) ended.load(session)
      for (const { tenantId, userId, ...counted } of generations)
        (userId === null ? tenants : users).load(userId ?? tenantId, counted)
      return position
    },
    observe(event) {
      addEnding(event)
      const move = moveOf(event)
      if (move === null) return
      const { userId, ...made } = move
      if (userId === null) tenants.add(event.tenantId, made)
      else users.add(userId, made)
    },
    foresee: (events) => events.forEach(addEnding),
    endingOf: ended.get,
    tenantMoves: tenants.get,
    userMoves: users.get,
    size: ended.size,
  }
}
