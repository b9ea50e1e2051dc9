import type { SignedInCaller } from '#services/http/caller.ts'
import type { Cookie } from '#services/http/route.ts'
import type { Grant } from '../signIn/completeSignIn.ts'
import { dueLapse } from '../commands/lapse.ts'

/**
 * Each client and tenant has its own cookie. One browser can be signed in to several clients, and a sign-in sees the sessions
 * of its own client in every tenant, which it replaces.
 */
export const cookieName = (clientId: string, tenantId: string): string => `__Host-rc-${clientId}-${tenantId}`

/** The length of a tenant's id. */
const idLength = 36

/** The client's cookies of any tenant, by name. */
export const cookiesOfClient = (
  clientId: string,
  cookies: Readonly<Record<string, string | undefined>>,
): Map<string, string> => {
  const prefix = cookieName(clientId, '')
  return new Map(
    Object.entries(cookies).flatMap(([name, value = '']) =>
      name.startsWith(prefix) && name.length === prefix.length + idLength ? [[name, value]] : [],
    ),
  )
}

/** The browser drops the cookie when it closes, unless the person asked to be remembered. */
export const refreshCookie = ({ refreshToken, session, tenant }: Grant, now: number): Cookie => {
  const secondsLeft = Math.max(1, Math.floor((Date.parse(dueLapse(session).expiredAt) - now) / 1000))
  return {
    name: cookieName(session.clientId, tenant.tenantId),
    value: refreshToken,
    ...(session.remembered ? { maxAgeSeconds: secondsLeft } : {}),
  }
}

export const clearedCookie = (name: string): Cookie => ({ name, value: '', maxAgeSeconds: 0 })

/** Clears the caller's own cookie if the request brought it. */
export const ownCookieCleared = (
  { clientId, tenantId }: SignedInCaller,
  cookies: Readonly<Record<string, string | undefined>>,
): Cookie[] => [cookieName(clientId, tenantId)].filter((name) => cookies[name] !== undefined).map(clearedCookie)
