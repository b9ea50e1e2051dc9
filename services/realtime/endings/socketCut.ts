import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import { sessionRoom, tenantRoom, userRoom } from '../connections/rooms.ts'

/** Sockets that an event closes: those in `room`, but in none of `except`. */
export interface SocketCut {
  tenantId: string
  room: string
  except: string[]
  operationId: string | null
  /**
   * What they are told: their session has ended. Null: it lives on, only the token is out of date.
   * `message` undefined: somebody decided it and wrote none, so the tenant's neutral text is shown.
   */
  ended: { cause: string; message: string | null | undefined; endedAt: string } | null
}

type Of<Type extends RollcallEvent['type']> = Recorded<Extract<RollcallEvent, { type: Type }>>

const ofSession = (
  event: Of<'SessionRevoked' | 'SessionLoggedOut' | 'SessionExpired'>,
  ended: SocketCut['ended'],
  operationId: string | null = null,
): SocketCut[] => {
  const { tenantId, data } = event
  return [{ tenantId, room: sessionRoom(tenantId, data.sessionId), except: [], operationId, ended }]
}

interface Wide {
  userId: string | null
  spared: readonly string[]
  cause: string
  message: string | null
  operationId: string | null
}

/** Spared sessions keep their sockets: their tokens stay good as they are. */
const ofMany = ({ tenantId, at }: Recorded, wide: Wide): SocketCut[] => {
  const { userId, spared, cause, message, operationId } = wide
  const room = userId === null ? tenantRoom(tenantId) : userRoom(tenantId, userId)
  const except = spared.map((sessionId) => sessionRoom(tenantId, sessionId))
  return [{ tenantId, room, except, operationId, ended: { cause, message: message ?? undefined, endedAt: at } }]
}

/** The session stands; its token says what is no longer so. */
const outdated = (tenantId: string, userId: string): SocketCut => ({
  tenantId,
  room: userRoom(tenantId, userId),
  except: [],
  operationId: null,
  ended: null,
})

/** Which sockets an event closes and what they are told. Pure. Reasons, tickets and rules never pass here. */
export const socketCuts = (event: Recorded<RollcallEvent>): SocketCut[] => {
  switch (event.type) {
    case 'SessionRevoked': {
      const { cause, message, operationId } = event.data
      return ofSession(event, { cause, message: message ?? undefined, endedAt: event.at }, operationId)
    }
    case 'SessionLoggedOut':
      return ofSession(event, { cause: event.data.by, message: null, endedAt: event.at })
    case 'SessionExpired':
      return ofSession(event, { cause: event.data.kind, message: null, endedAt: event.data.expiredAt })
    case 'SessionsInvalidated':
      return ofMany(event, { ...event.data, spared: event.data.except })
    case 'UserDisabled':
      return ofMany(event, { ...event.data, spared: [], cause: 'disabled', operationId: null })
    case 'CredentialChanged': {
      const { userId, except } = event.data
      return ofMany(event, { userId, spared: except, cause: 'credential', message: null, operationId: null })
    }
    case 'MemberRoleChanged':
      return [outdated(event.tenantId, event.data.userId)]
    default:
      return []
  }
}
