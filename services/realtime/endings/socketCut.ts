import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import { type Effect, effectOf, wordsOf } from '#events/session/endings.ts'
import { sessionRoom, tenantRoom, userRoom } from '../connections/rooms.ts'

/** Sockets that an event closes: those in `room`, but in none of `except`. */
export interface SocketCut {
  tenantId: string
  room: string
  except: string[]
  operationId: string | null
  /**
   * What they are told: their session has ended. Null: it lives on, only the token is out of date.
   * `message` null: nobody wrote one.
   */
  ended: { cause: string; message: string | null; endedAt: string } | null
}

const roomOf = (tenantId: string, effect: Effect): string => {
  if (effect.scope === 'session') return sessionRoom(tenantId, effect.sessionId)
  return effect.userId === null ? tenantRoom(tenantId) : userRoom(tenantId, effect.userId)
}

/**
 * Which sockets an event closes and what they are told; null: none. Spared sessions keep theirs: their tokens stay good as they
 * are. Pure. Reasons, tickets and rules never pass here.
 */
export const socketCut = (event: Recorded<RollcallEvent>): SocketCut | null => {
  const effect = effectOf(event)
  if (effect === null) return null
  const { tenantId } = event
  const { kind, cause, endedAt, spares } = effect
  const { message, operationId } = wordsOf(event)
  return {
    tenantId,
    room: roomOf(tenantId, effect),
    except: spares.map((sessionId) => sessionRoom(tenantId, sessionId)),
    operationId,
    ended: kind === 'ends' ? { cause, message, endedAt } : null,
  }
}
