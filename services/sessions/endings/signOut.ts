import type { Position, RequestContext } from '#events/envelope.ts'
import type { LogOut } from '../commands/decider.ts'
import type { AccessTokens } from '../tokens/accessToken.ts'
import type { RefreshTokens } from '../tokens/refreshTokens.ts'
import type { SessionCommands } from '../commands/sessionCommands.ts'

export interface Credentials {
  /** Refresh tokens from the body or the cookie, of any generation. */
  refreshTokens: readonly string[]
  /** It may have expired. */
  accessToken: string | undefined
}
export interface SignOutOrigin {
  correlationId: string
  context: RequestContext
}
/** A session that an authentic credential of the caller names. */
interface Named {
  tenantId: string
  sessionId: string
  userId: string
  clientId: string
}

export interface SignedOut extends Named {
  /** Position of the last event of its stream. */
  position: Position
}

export interface SigningOut {
  commands: Pick<SessionCommands, 'logOut'>
  refreshTokens: Pick<RefreshTokens, 'authenticate'>
  accessTokens: Pick<AccessTokens, 'recognise'>
}

/**
 * Ends every session that an authentic credential names, and answers which. Forged credentials end nothing. Credentials
 * may be of any age and never count as reuse, because a thief who only ends the session does no harm.
 * @throws CodedError store-unavailable, because the page must know that the person is not signed out yet
 */
export const signOut = ({ commands, refreshTokens, accessTokens }: SigningOut) => {
  const byAccessToken = async (token: string | undefined): Promise<Named | null> => {
    const claims = token === undefined ? null : await accessTokens.recognise(token)
    if (claims === null) return null
    return { tenantId: claims.tid, sessionId: claims.sid, userId: claims.sub, clientId: claims.client_id }
  }
  const namedBy = async (credentials: Credentials): Promise<Named[]> => {
    const found = await Promise.all([
      ...credentials.refreshTokens.map((text) => refreshTokens.authenticate(text)),
      byAccessToken(credentials.accessToken),
    ])
    const named = found.filter((session) => session !== null)
    return [...new Map(named.map((session) => [session.sessionId, session])).values()]
  }
  return async (
    credentials: Credentials,
    by: LogOut['by'],
    { correlationId, context }: SignOutOrigin,
  ): Promise<SignedOut[]> =>
    Promise.all(
      (await namedBy(credentials)).map(async (named) => {
        const { tenantId, sessionId, userId, clientId } = named
        const { position } = await commands.logOut(
          sessionId,
          { by },
          { tenantId, actor: { kind: 'user', id: userId }, correlationId, context: { ...context, clientId } },
        )
        return { ...named, position }
      }),
    )
}
export type SignOut = ReturnType<typeof signOut>
