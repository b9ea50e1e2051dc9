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
