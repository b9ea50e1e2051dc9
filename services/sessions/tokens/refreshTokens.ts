import type { KeyObject } from 'node:crypto'
import type { KnownSession } from '#events/session/fold.ts'
import type { KeyRing } from './keyRing.ts'
import { carriesTag, isAuthenticRefreshToken, parseRefreshToken, sealRefreshToken } from './refreshToken.ts'
import type { ReadSession, RememberedSessions } from '../commands/sessionStreams.ts'

/** A presented refresh token with a right MAC. It may be of any generation, and its session may have ended. */
export interface AuthenticToken {
  tenantId: string
  sessionId: string
  userId: string
  clientId: string
  generation: number
  salt: string
  key: KeyObject
}

export interface RefreshTokens {
  /** The token of the session's current generation. Always the same text, in every process. */
  currentOf(tenantId: string, session: KnownSession): Promise<string>
  /** Null for a text that Rollcall never issued: wrong shape, unknown key, unknown session or wrong MAC. */
  authenticate(text: string): Promise<AuthenticToken | null>
  /** The session that the token names, checked by the tag alone. Good enough to count by, but not to act on. */
  recognise(text: string): { tenantId: string; sessionId: string } | null
}

export const refreshTokens = (keys: KeyRing<KeyObject>, sessions: RememberedSessions): RefreshTokens => {
  const read = async (tenantId: string, sessionId: string): Promise<ReadSession> =>
    // The session's first event fixes salt and user, so the remembered state is enough.
    sessions.recall(tenantId, sessionId) ?? sessions.readOn(tenantId, sessionId)
  return {
    async currentOf(tenantId, { sessionId, generation, keyId, salt }) {
      const key = await keys.find(keyId)
      if (key === null) throw new Error('The key of a live session was dropped')
      return sealRefreshToken({ keyId, tenantId, sessionId, generation }, salt, key.material)
    },
    async authenticate(text) {
      const token = parseRefreshToken(text)
      const key = token === null ? null : await keys.find(token.keyId)
      if (token === null || key === null || !carriesTag(token, key.material)) return null
      const { tenantId, sessionId, generation } = token
      const { session } = await read(tenantId, sessionId)
      if (session.status === 'absent' || !isAuthenticRefreshToken(token, session.salt, key.material)) return null
      const { userId, clientId, salt } = session
      return { tenantId, sessionId, userId, clientId, generation, salt, key: key.material }
    },
    recognise(text) {
      const token = parseRefreshToken(text)
      const key = token === null ? undefined : keys.peek(token.keyId)
      if (token === null || key === undefined || !carriesTag(token, key.material)) return null
      return { tenantId: token.tenantId, sessionId: token.sessionId }
    },
  }
}
