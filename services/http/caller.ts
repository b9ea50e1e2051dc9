import type { Role } from '#events/tenant/events.ts'
import type { CodedError } from '#services/ports/errors.ts'

/** Audience of the dashboard's access tokens; administrative routes accept no other. */
export const dashboardClientId = 'dashboard'
export const dashboardAudience = 'rollcall-dashboard'

/** Who is calling, as proven by an access token that is still good. */
export interface Caller {
  tenantId: string
  userId: string
  sessionId: string
  clientId: string
  audience: string
  roles: readonly Role[]
  /** Signed in with a one-time password: may only change it, look at the session and sign out. */
  mustChangePassword: boolean
  /** Milliseconds since the epoch. */
  accessExpiresAt: number
}

/**
 * Decides whether an access token is good now: no database round trip and no signature once it is known.
 * @throws CodedError not-signed-in, session-ended (with cause, message?, endedAt), token-outdated, revocation-unknown, not-ready
 */
export type CheckSession = (accessToken: string) => Caller | Promise<Caller>

/**
 * The `session-ended` that a session's holder gets if it is over at `at` (milliseconds since the epoch), by its own stream; null
 * while it goes on or never was.
 * @throws CodedError store-unavailable
 */
export type RefusalAt = (session: Pick<Caller, 'tenantId' | 'sessionId'>, at: number) => Promise<CodedError | null>
