import { forbidden, signInTooOld } from './refusals.ts'
import type { Requirement } from './verdict.ts'

/** Any of these roles. Else 403 `forbidden`. */
export const requireRole =
  (...roles: readonly string[]): Requirement =>
  ({ roles: held }) =>
    held.some((role) => roles.includes(role)) ? null : forbidden

/**
 * The person proved who they are within this time, not only refreshed since. Else 401 `sign-in-too-old` with the challenge of RFC 9470, which
 * tells a client to let the person sign in again.
 */
export const requireFreshSignIn =
  ({ withinSeconds }: { withinSeconds: number }): Requirement =>
  ({ authenticatedAt }, now) =>
    now - authenticatedAt <= withinSeconds ? null : signInTooOld(withinSeconds)
