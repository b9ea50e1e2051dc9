import type { z } from 'zod'
import { dashboardClientId } from '#events/tenant/dashboardClient.ts'
import { defineRoute, type Answer, type Route } from '#services/http/route.ts'
import { endedShape } from '#events/wire/sessions.ts'
import { signOutBody, signOutEverywhereBody } from '#events/wire/signInRequests.ts'
import { requireOwnPage, type PageHeaders } from '../signIn/clientRules.ts'
import { clearedCookie, cookieName, ownCookieCleared } from '../tokens/cookies.ts'
import type { FindTenant } from '../signIn/findTenant.ts'
import { endedAs } from './ownSessionRoutes.ts'
import type { OwnSessions } from './ownSessions.ts'
import { tag } from '../signIn/signInRoutes.ts'
import type { SignedOut, SignOut } from './signOut.ts'

export interface SignOutRoutesNeeds {
  signOut: SignOut
  findTenant: FindTenant
  own: OwnSessions
}

interface NamedCookie {
  name: string
  value: string | undefined
}

/**
 * The cookie of the tenant and client that the body names.
 * @throws CodedError origin-refused when the cookie came from a page that is not the client's own
 */
const namedCookie = async (
  { tenant, client = dashboardClientId }: z.infer<typeof signOutBody>,
  cookies: Readonly<Record<string, string | undefined>>,
  { findTenant, page }: { findTenant: FindTenant; page: PageHeaders },
): Promise<NamedCookie | null> => {
  const named = tenant === undefined ? null : await findTenant(tenant)
  const registered = named?.clients.get(client)
  if (named === null || registered === undefined) return null
  const name = cookieName(client, named.tenantId)
  const value = cookies[name]
  if (value !== undefined) requireOwnPage(registered, page)
  return { name, value }
}

/** A position is sealed for one tenant. If sessions of several tenants ended, the answer has no position. */
const positionOf = (ended: readonly SignedOut[]): Pick<Answer, 'position' | 'tenantId'> => {
  const [tenantId, ...others] = new Set(ended.map((session) => session.tenantId))
  if (tenantId === undefined || others.length > 0) return {}
  return { tenantId, position: Math.max(...ended.map(({ position }) => position)) }
}

const logout = ({ signOut, findTenant }: SignOutRoutesNeeds) =>
  defineRoute({
    id: 'signOut',
    method: 'post',
    path: '/v1/auth/logout',
    tag,
    summary: 'Sign out by refresh token, cookie or access token, of any age; as often as you like',
    access: 'public',
    limit: 'signOut',
    body: signOutBody,
    answers: { 204: { description: 'Signed out, or there was nothing to sign out' } },
    errors: ['origin-refused', 'rate-limited', 'busy', 'store-unavailable'],
    async handle({ body, bearer, context, correlationId, headers, cookies }) {
      const cookie = await namedCookie(body, cookies, { findTenant, page: headers })
      const refreshTokens = [body.refreshToken, cookie?.value].filter((token) => token !== undefined)
      const credentials = { refreshTokens, accessToken: bearer }
      const ended = await signOut(credentials, body.cause ?? 'person', { correlationId, context })
      const names = ended.map(({ clientId, tenantId }) => cookieName(clientId, tenantId))
      const held = names.filter((name) => cookies[name] !== undefined)
      const cleared = new Set(cookie === null ? held : [cookie.name, ...held])
      return { status: 204, cookies: [...cleared].map(clearedCookie), ...positionOf(ended) }
    },
  })

const logoutAll = ({ own }: SignOutRoutesNeeds) =>
  defineRoute({
    id: 'signOutEverywhere',
    method: 'post',
    path: '/v1/auth/logout-all',
    tag,
    summary: 'End all your other sessions, or with includeCurrent all of them',
    access: 'end-own-sessions',
    limit: 'signOut',
    beforePasswordChange: true,
    body: signOutEverywhereBody,
    answers: { 200: { description: 'How many were ended', schema: endedShape } },
    errors: ['not-signed-in', 'session-ended', 'rate-limited'],
    async handle({ caller, body, context, correlationId, cookies }) {
      const includeCurrent = body.includeCurrent === true
      const ended = await own.endAll(caller, includeCurrent, { context, correlationId })
      return endedAs(ended, includeCurrent ? ownCookieCleared(caller, cookies) : [])
    },
  })

export const signOutRoutes = (needs: SignOutRoutesNeeds): Route[] => [logout(needs), logoutAll(needs)]
