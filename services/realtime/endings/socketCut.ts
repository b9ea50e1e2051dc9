import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import { type Effect, effectOf, wordsOf } from '#events/session/endings.ts'
import { clientRoom, personInClientRoom, sessionRoom, tenantRoom, userRoom } from '../connections/rooms.ts'

/** Sockets that an event closes: those in `room`, but in none of `except`. */
export interface SocketCut {
  tenantId: string
  room: string
  except: string[]
  operationId: string | null
  /**
   * What the clients are told about the end of their session. Null: the session lives on and only its token is out of date.
   * `message` null: nobody wrote one.
   */
  ended: { cause: string; message: string | null; endedAt: string } | null
}

const roomOf = (tenantId: string, effect: Effect): string => {
  if (effect.scope === 'session') return sessionRoom(tenantId, effect.sessionId)
  const { clientId, userId } = effect
  if (clientId === null) return userId === null ? tenantRoom(tenantId) : userRoom(tenantId, userId)
  return userId === null ? clientRoom(tenantId, clientId) : personInClientRoom(tenantId, clientId, userId)
}

/**
 * Which sockets an event closes and what their clients are told; null: none. Spared sessions keep their sockets, since their
 * tokens stay good. Pure. A reason, a ticket or a rule never gets into the answer.
 */
export const socketCut = (event: Recorded<RollcallEvent>): SocketCut | null => {
  const { tenantId } = event
  // Whoever has to prove anew who they are watches nothing before.
  if (event.type === 'StepUpRequired')
    return { tenantId, room: sessionRoom(tenantId, event.data.sessionId), except: [], operationId: null, ended: null }
  const effect = effectOf(event)
  if (effect === null) return null
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
