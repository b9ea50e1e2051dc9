import type { RollcallEvent } from '#events/catalogue.ts'
import type { Position, Recorded } from '#events/envelope.ts'
import { effectOf, wordsOf } from '#events/session/endings.ts'

/** How a session ended, as its owner and guards are told. The reason is never told. */
export interface Ending {
  /** Revocation cause, logout's `by`, or expiry's kind. */
  cause: string
  /** Null: nobody wrote one. Absent: it must be read from the session's stream. */
  message?: string | null
  /** ISO 8601. */
  endedAt: string
}

/** Ends every session that started before it, except those in `except`. */
export interface WideEnding extends Ending {
  except: readonly string[]
  /** Only sessions of this application; null: of every one. */
  clientId: string | null
}

/**
 * An event in a tenant's or a user's stream that outdates access tokens. `ending` null: roles changed, no session
 * ended.
 */
export interface Move {
  position: Position
  ending: WideEnding | null
}
export interface MoveOf extends Move {
  /** Null: the move concerns the whole tenant. */
  userId: string | null
}

/** The move that an event makes, or null if it makes none. The number of a subject's moves is its generation. */
export const moveOf = (event: Recorded<RollcallEvent>): MoveOf | null => {
  const effect = effectOf(event)
  if (effect === null || effect.scope === 'session') return null
  const { kind, userId, clientId, cause, spares: except, endedAt } = effect
  const ending = kind === 'ends' ? { cause, message: wordsOf(event).message, except, clientId, endedAt } : null
  return { userId, position: event.position, ending }
}

interface MovedSession {
  sessionId: string
  clientId: string
  startedPosition: Position
}

const concerns = ({ clientId, except }: WideEnding, session: MovedSession): boolean =>
  (clientId === null || clientId === session.clientId) && !except.includes(session.sessionId)

/** The first ending among `moves` that ended the session: the session started before it and is not spared. */
export const endingAmong = (moves: readonly Move[], session: MovedSession): Ending | null => {
  const fatal = moves.find(
    ({ position, ending }) => ending !== null && position > session.startedPosition && concerns(ending, session),
  )
  return fatal?.ending ?? null
}
