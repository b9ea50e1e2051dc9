import { CodedError } from '#services/ports/errors.ts'
import { dashboardAudience, type Caller, type CheckSession } from './caller.ts'
import type { Route } from './route.ts'

const bearerPattern = /^Bearer +([A-Za-z0-9._~+/=-]+)$/i

/** The token of an `Authorization: Bearer` header (RFC 6750); undefined where there is none or it is malformed. */
export const bearerOf = (authorization: string | undefined): string | undefined =>
  authorization === undefined || authorization.length > 4096 ? undefined : bearerPattern.exec(authorization)?.[1]

const allowRole = (route: Route, caller: Caller): void => {
  if (caller.mustChangePassword && route.beforePasswordChange !== true) throw new CodedError('password-change-required')
  if (route.access.kind !== 'roles') return
  if (caller.audience !== dashboardAudience) throw new CodedError('forbidden')
  const { roles } = route.access
  if (!caller.roles.some((role) => roles.includes(role))) throw new CodedError('forbidden')
}

/**
 * 401 before 403, and both before anything of the request is looked at.
 * @throws CodedError not-signed-in, session-ended, token-outdated, forbidden, password-change-required, revocation-unknown
 */
export const authorise = async (
  route: Route,
  bearer: string | undefined,
  checkSession: CheckSession,
): Promise<Caller | null> => {
  if (route.access.kind === 'public') return null
  if (bearer === undefined) throw new CodedError('not-signed-in')
  const caller = await checkSession(bearer)
  allowRole(route, caller)
  return caller
}
