import type { RollcallEvent } from '#events/catalogue.ts'
import type { Position, Recorded } from '#events/envelope.ts'
import { effectOf, wordsOf } from '#events/session/endings.ts'

/** How a session ended, as its owner and guards are told; never why. */
export interface Ending {
  /** Revocation cause, logout's `by`, or expiry's kind. */
  cause: string
  /** Null: nobody wrote one. Absent: only the session's stream knows. */
  message?: string | null
  /** ISO 8601. */
  endedAt: string
}

/** Every session that started before, but those in `except`. */
export interface WideEnding extends Ending {
  except: readonly string[]
}

/** An event of a tenant's or a user's stream that outdates access tokens. `ending` null: roles changed, nobody is ended. */
export interface Move {
  position: Position
  ending: WideEnding | null
}
export interface MoveOf extends Move {
  /** Null: the whole tenant's. */
  userId: string | null
}

/** The move an event makes; null for every other event. How many a subject has seen is its generation. */
export const moveOf = (event: Recorded<RollcallEvent>): MoveOf | null => {
  const effect = effectOf(event)
  if (effect === null || effect.scope === 'session') return null
  const { kind, userId, cause, spares: except, endedAt } = effect
  const ending = kind === 'ends' ? { cause, message: wordsOf(event).message, except, endedAt } : null
  return { userId, position: event.position, ending }
}

/** The earliest of these endings that a session did not survive: it started before and is not spared. */
export const endingAmong = (
  moves: readonly Move[],
  session: { sessionId: string; startedPosition: Position },
): Ending | null => {
  const fatal = moves.find(
    ({ position, ending }) =>
      ending !== null && position > session.startedPosition && !ending.except.includes(session.sessionId),
  )
  return fatal?.ending ?? null
}
