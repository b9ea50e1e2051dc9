import { CodedError } from '#services/ports/errors.ts'
import { callerMay, type SignedInCaller, type CheckSession } from './caller.ts'
import type { Route } from './route.ts'

const bearerPattern = /^Bearer +([A-Za-z0-9._~+/=-]+)$/i

/** The token of an `Authorization: Bearer` header (RFC 6750); undefined where there is none or it is malformed. */
export const bearerOf = (authorization: string | undefined): string | undefined =>
  authorization === undefined || authorization.length > 4096 ? undefined : bearerPattern.exec(authorization)?.[1]

/** @throws CodedError forbidden, password-change-required */
export const permit = (route: Route, caller: SignedInCaller | null): void => {
  const { access } = route
  if (caller === null || access === 'public') return
  if (caller.mustChangePassword && route.beforePasswordChange !== true) throw new CodedError('password-change-required')
  if (!callerMay(caller, access)) throw new CodedError('forbidden')
}

/**
 * Answers who makes the call; null where the route needs no credential.
 * @throws CodedError not-signed-in, session-ended, token-outdated, revocation-unknown
 */
export const identify = async (
  route: Route,
  bearer: string | undefined,
  checkSession: CheckSession,
): Promise<SignedInCaller | null> => {
  if (route.access === 'public') return null
  if (bearer === undefined) throw new CodedError('not-signed-in')
  return checkSession(bearer)
}
