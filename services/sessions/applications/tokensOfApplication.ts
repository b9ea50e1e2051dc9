import { acrOf, amrOf } from '../tokens/amr.ts'
import type { z } from 'zod'
import type { introspectionShape } from '#events/wire/tokens.ts'
import { instant, type Clock } from '#services/ambient/clock.ts'
import type { CheckSession, SignedInCaller } from '#services/http/caller.ts'
import { CodedError, errorCodes } from '#services/ports/errors.ts'
import type { Client, Directory } from '#services/ports/identity.ts'
import type { Position } from '#events/envelope.ts'
import type { KnownSession } from '#events/session/fold.ts'
import type { SessionCommands } from '../commands/sessionCommands.ts'
import { maySignIn } from '../imports/maySignIn.ts'
import type { ReferenceIds } from '../imports/referenceIds.ts'
import { dueLapse } from '../commands/lapse.ts'
import type { RememberedSessions } from '../commands/sessionStreams.ts'
import { endingOf } from '../endings/endingOf.ts'
import type { WideEndingOf } from '../endings/wideEnding.ts'
import type { AccessTokens } from '../tokens/accessToken.ts'
import type { RefreshTokens } from '../tokens/refreshTokens.ts'
import type { CallingApplication } from './callingApplication.ts'
import type { ApplicationOrigin } from './sessionsOfApplication.ts'

type Introspection = z.infer<typeof introspectionShape>

export interface TokensOfApplicationNeeds {
  clock: Clock
  /** The claim `iss` of access tokens. */
  issuer: string
  directory: Pick<Directory, 'tenant' | 'person'>
  accessTokens: Pick<AccessTokens, 'verify' | 'recognise'>
  refreshTokens: Pick<RefreshTokens, 'authenticate'>
  sessions: Pick<RememberedSessions, 'readOn'>
  wideEndingOf: WideEndingOf
  check: CheckSession
  commands: Pick<SessionCommands, 'logOut'>
  referenceIds: ReferenceIds
}

const inactive: Introspection = { active: false }
const howProved = ({ lastProof }: KnownSession) => {
  const amr = amrOf(lastProof)
  return { acr: acrOf(amr), amr }
}
/** Of a session whose person has to prove anew who they are. */
const awaiting = (isPending: boolean) => (isPending ? ({ must_reauthenticate: true } as const) : {})
const seconds = (at: string): number => Math.floor(Date.parse(at) / 1000)

/** A token that may not be used, as against a check that cannot be made now. */
const isRefusal = (error: unknown): boolean => error instanceof CodedError && errorCodes[error.code] === 401

/**
 * Answers applications about tokens, as RFC 7662 and RFC 7009 want. What belongs to another tenant or another application is
 * answered like what was never a token.
 */
export const tokensOfApplication = (needs: TokensOfApplicationNeeds) => {
  const {
    clock,
    issuer,
    directory,
    accessTokens,
    refreshTokens,
    sessions,
    wideEndingOf,
    check,
    commands,
    referenceIds,
  } = needs

  const clientOf = async ({ tenantId, clientId }: CallingApplication): Promise<Client | undefined> =>
    (await directory.tenant(tenantId))?.clients.get(clientId)

  const shown = (session: KnownSession, { tenantId, client }: { tenantId: string; client: Client }): Introspection => ({
    active: true,
    client_id: session.clientId,
    sub: session.userId,
    sid: session.sessionId,
    tid: tenantId,
    iss: issuer,
    aud: client.audience,
    exp: seconds(dueLapse(session).expiredAt),
    iat: seconds(session.lastRefresh?.at ?? session.startedAt),
    auth_time: seconds(session.authTime),
    ...howProved(session),
    ...awaiting(session.stepUpRequiredSince !== null),
  })

  const callerOf = async (token: string): Promise<SignedInCaller | null> => {
    try {
      return await check(token)
    } catch (error) {
      if (isRefusal(error)) return null
      throw error
    }
  }

  /** Of every application with the same audience: they call the same servers. */
  const introspectAccess = async (token: string, by: CallingApplication): Promise<Introspection | null> => {
    const claims = await accessTokens.verify(token)
    const client = claims === null ? undefined : await clientOf(by)
    if (claims === null || claims.tid !== by.tenantId || claims.aud !== client?.audience) return null
    const caller = await callerOf(token)
    if (caller === null) return null
    const { gen: _gen, must_change_password: _mustChange, ...told } = claims
    return { active: true, token_type: 'Bearer', ...told, ...awaiting(caller.mustReauthenticate) }
  }

  const standingOf = async ({ tenantId, clientId }: CallingApplication, sessionId: string) => {
    const { session, startedPosition } = await sessions.readOn(tenantId, sessionId)
    if (session.status === 'absent' || session.clientId !== clientId) return null
    const ending = endingOf(session, instant(clock)) ?? (await wideEndingOf(tenantId, { session, startedPosition }))
    return ending === null ? session : null
  }

  const isAllowed = async (tenantId: string, userId: string): Promise<boolean> => {
    const person = await directory.person(tenantId, userId)
    return person !== null && maySignIn(person, instant(clock))
  }

  /**
   * What the application itself calls a session that was taken over, its own token say. Asks for tenant and person too: no
   * refresh does that for such a session.
   */
  const introspectReference = async (externalRef: string, by: CallingApplication): Promise<Introspection | null> => {
    const { tenantId, clientId } = by
    const session = await standingOf(by, referenceIds({ tenantId, clientId, externalRef }))
    const client = session === null ? undefined : await clientOf(by)
    if (session === null || client === undefined || !(await isAllowed(tenantId, session.userId))) return null
    return shown(session, { tenantId, client })
  }

  const introspectRefresh = async (text: string, by: CallingApplication): Promise<Introspection | null> => {
    const token = await refreshTokens.authenticate(text)
    if (token === null || token.tenantId !== by.tenantId || token.clientId !== by.clientId) return null
    const { tenantId, sessionId } = token
    const { session, startedPosition } = await sessions.readOn(tenantId, sessionId)
    if (session.status === 'absent' || session.generation !== token.generation) return null
    const ending = endingOf(session, instant(clock)) ?? (await wideEndingOf(tenantId, { session, startedPosition }))
    const client = await clientOf(by)
    return ending !== null || client === undefined ? null : shown(session, { tenantId, client })
  }

  const sessionOf = async (text: string, by: CallingApplication) => {
    const token = await refreshTokens.authenticate(text)
    if (token !== null) return token
    const claims = await accessTokens.recognise(text)
    if (claims !== null) return { tenantId: claims.tid, clientId: claims.client_id, sessionId: claims.sid }
    const { tenantId, clientId } = by
    const sessionId = referenceIds({ tenantId, clientId, externalRef: text })
    return (await standingOf(by, sessionId)) === null ? null : { tenantId, clientId, sessionId }
  }

  return {
    /** @throws CodedError revocation-unknown, not-ready, store-unavailable: nothing is guessed */
    introspect: async (token: string, by: CallingApplication): Promise<Introspection> =>
      (await introspectAccess(token, by)) ??
      (await introspectRefresh(token, by)) ??
      (await introspectReference(token, by)) ??
      inactive,

    /**
     * Ends the session of a token of any age. Answers the position of its last event; undefined: the token names no session of
     * the application.
     */
    async revoke(token: string, by: ApplicationOrigin): Promise<Position | undefined> {
      const { tenantId, clientId, actor, correlationId } = by
      const named = await sessionOf(token, by)
      if (named === null || named.tenantId !== tenantId || named.clientId !== clientId) return undefined
      const origin = { tenantId, actor, correlationId, context: null }
      return (await commands.logOut(named.sessionId, { by: 'client' }, origin)).position
    },
  }
}
export type TokensOfApplication = ReturnType<typeof tokensOfApplication>
