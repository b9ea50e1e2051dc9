import { CodedError } from '#services/ports/errors.ts'
import { callerMay, type SignedInCaller, type CheckSession } from './caller.ts'
import type { Permission } from '#events/permissions.ts'
import type { Route } from './route.ts'

const bearerPattern = /^Bearer +([A-Za-z0-9._~+/=-]+)$/i

/** The token of an `Authorization: Bearer` header (RFC 6750); undefined where there is none or it is malformed. */
export const bearerOf = (authorization: string | undefined): string | undefined =>
  authorization === undefined || authorization.length > 4096 ? undefined : bearerPattern.exec(authorization)?.[1]

const permit = (route: Route, permission: Permission, caller: SignedInCaller): void => {
  if (caller.mustChangePassword && route.beforePasswordChange !== true) throw new CodedError('password-change-required')
  if (!callerMay(caller, permission)) throw new CodedError('forbidden')
}

/**
 * 401 before 403, and both before anything of the request is looked at.
 * @throws CodedError not-signed-in, session-ended, token-outdated, forbidden, password-change-required, revocation-unknown
 */
export const authorise = async (
  route: Route,
  bearer: string | undefined,
  checkSession: CheckSession,
): Promise<SignedInCaller | null> => {
  const { access } = route
  if (access === 'public') return null
  if (bearer === undefined) throw new CodedError('not-signed-in')
  const caller = await checkSession(bearer)
  permit(route, access, caller)
  return caller
}
