import { CodedError } from '#services/ports/errors.ts'
import { callerMay, type Caller } from './caller.ts'
import type { Edge } from './edge.ts'
import type { Route } from './route.ts'

const bearerPattern = /^Bearer +([A-Za-z0-9._~+/=-]+)$/i

/** The token of an `Authorization: Bearer` header (RFC 6750); undefined where there is none or it is malformed. */
export const bearerOf = (authorization: string | undefined): string | undefined =>
  authorization === undefined || authorization.length > 4096 ? undefined : bearerPattern.exec(authorization)?.[1]

/** @throws CodedError forbidden, password-change-required */
export const permit = (route: Route, caller: Caller | null): void => {
  const { access } = route
  if (caller === null || access === 'public') return
  if ('mustChangePassword' in caller && caller.mustChangePassword && route.beforePasswordChange !== true)
    throw new CodedError('password-change-required')
  if (!callerMay(caller, access)) throw new CodedError('forbidden')
}

/** Whoever has to prove anew who they are does nothing before, but to look at their account, to sign out and to prove it. */
export const wantsProof = ({ access, reauthenticate, beforePasswordChange }: Route, caller: Caller | null): boolean => {
  if (reauthenticate === true) return true
  const isOpen = beforePasswordChange === true || access === 'end-own-sessions'
  return !isOpen && caller !== null && 'mustReauthenticate' in caller && caller.mustReauthenticate
}

/**
 * A stolen token does nothing sensitive for longer than policy allows after its person's last proof (RFC 9470). Keys of programs are
 * no people: they have nothing to prove anew.
 * @throws CodedError reauthentication-required
 */
export const requireProof = async (
  caller: Caller | null,
  { requireRecentProof }: Pick<Edge, 'requireRecentProof'>,
): Promise<void> => {
  if (caller !== null && 'authTime' in caller) await requireRecentProof(caller)
}

/** What a request shows of its caller. */
export interface Credentials {
  /** The access token of `Authorization`. */
  bearer: string | undefined
  /** The API key of `Rollcall-Key`. Where one is sent, it alone says who calls. */
  apiKey: string | undefined
}

/**
 * Answers who makes the call; null where the route needs no credential.
 * @throws CodedError not-signed-in, session-ended, token-outdated, revocation-unknown, store-unavailable
 */
export const identify = async (
  route: Route,
  { bearer, apiKey }: Credentials,
  { checkSession, checkApiKey }: Pick<Edge, 'checkSession' | 'checkApiKey'>,
): Promise<Caller | null> => {
  if (route.access === 'public') return null
  if (apiKey !== undefined) return checkApiKey(apiKey)
  if (bearer === undefined) throw new CodedError('not-signed-in')
  return checkSession(bearer)
}
