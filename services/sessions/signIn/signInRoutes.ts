import type { z } from 'zod'
import type { Clock } from '#services/ambient/clock.ts'
import { CodedError } from '#services/ports/errors.ts'
import { dashboardClientId } from '#services/http/caller.ts'
import { defineRoute, type Answer, type Cookie, type Route } from '#services/http/route.ts'
import { grantShape } from '#events/wire/account.ts'
import { refreshBody, signInBody } from '#events/wire/signInRequests.ts'
import { showGrant } from './answers.ts'
import { clearedCookie, cookieName, cookiesOfClient, refreshCookie } from '../tokens/cookies.ts'
import type { FindTenant } from './findTenant.ts'
import type { Renew, Renewal } from './renew.ts'
import type { SessionNeeds } from '../sessionNeeds.ts'
import type { CompleteSignIn, Grant } from './completeSignIn.ts'
import type { ProvePassword } from './provePassword.ts'

export const tag = 'Signing in'

export interface SignInRoutesNeeds {
  clock: Clock
  provePassword: ProvePassword
  completeSignIn: CompleteSignIn
  renew: Renew
  findTenant: FindTenant
  withSaidDevice: SessionNeeds['withSaidDevice']
}

/** `held`: names of the client's cookies, whose sessions the new one replaced. */
const cookiesFor = (grant: Grant, now: number, held: readonly string[]): Cookie[] => {
  if (grant.session.transport !== 'cookie') return []
  const given = refreshCookie(grant, now)
  return [given, ...held.filter((name) => name !== given.name).map(clearedCookie)]
}

const granted = (grant: Grant, clock: Clock, held: readonly string[] = []): Answer => ({
  status: 200,
  body: showGrant(grant),
  position: grant.position,
  tenantId: grant.tenant.tenantId,
  cookies: cookiesFor(grant, clock.now(), held),
})

const login = ({ clock, provePassword, completeSignIn, withSaidDevice }: SignInRoutesNeeds) =>
  defineRoute({
    id: 'signIn',
    method: 'post',
    path: '/v1/auth/login',
    tag,
    summary: 'Sign in with a password',
    access: 'public',
    limit: 'signIn',
    decidedByTime: true,
    body: signInBody,
    answers: {
      200: {
        description:
          'Signed in. Cookie clients get the refresh token as a cookie; it replaces their cookies that came with the request, and those sessions have ended',
        schema: grantShape,
      },
    },
    errors: [
      'invalid-credentials',
      'blocked',
      'quota-reached',
      'invalid-request',
      'client-unknown',
      'origin-refused',
      'rate-limited',
      'busy',
    ],
    async handle({ body, context, correlationId, headers, cookies, isKnown }) {
      const { tenant, email, password, client = dashboardClientId, remember = false, device, ...wishes } = body
      const origin = {
        correlationId,
        page: headers,
        context: withSaidDevice(context, device ?? {}),
      }
      const proven = await provePassword({ tenant, email, password, client, isKnown }, origin)
      const held = cookiesOfClient(client, cookies)
      const wanted = { ...wishes, client, remember, inPlaceOf: [...held.values()] }
      return granted(await completeSignIn(proven, wanted, origin), clock, [...held.keys()])
    },
  })

type RefreshBody = z.infer<typeof refreshBody>
type Cookies = Readonly<Record<string, string | undefined>>

/** Takes the token from the body, or from the cookie of the tenant and client that the body names. */
const renewalOf = async (
  { refreshToken, attempt, active = true, tenant, client = dashboardClientId }: RefreshBody,
  cookies: Cookies,
  findTenant: FindTenant,
): Promise<Renewal> => {
  const asked = { attempt: attempt ?? null, active }
  if (refreshToken !== undefined) return { refreshToken, transport: 'bearer', cookieOf: null, ...asked }
  const named = tenant === undefined ? null : await findTenant(tenant)
  const value = named === null ? undefined : cookies[cookieName(client, named.tenantId)]
  if (named === null || value === undefined) throw new CodedError('refresh-invalid')
  return {
    refreshToken: value,
    transport: 'cookie',
    cookieOf: { tenantId: named.tenantId, clientId: client },
    ...asked,
  }
}

const refresh = ({ clock, renew, findTenant }: SignInRoutesNeeds) =>
  defineRoute({
    id: 'refreshSession',
    method: 'post',
    path: '/v1/auth/refresh',
    tag,
    summary: 'Trade the refresh token, or the cookie, for its successor and a fresh access token',
    access: 'public',
    limit: 'refresh',
    decidedByTime: true,
    body: refreshBody,
    answers: { 200: { description: 'Refreshed', schema: grantShape } },
    errors: ['refresh-invalid', 'refresh-reused', 'session-ended', 'origin-refused', 'rate-limited', 'busy'],
    async handle({ body, context, correlationId, headers, cookies }) {
      const renewal = await renewalOf(body, cookies, findTenant)
      return granted(await renew(renewal, { correlationId, context, page: headers }), clock)
    },
  })

export const signInRoutes = (needs: SignInRoutesNeeds): Route[] => [login(needs), refresh(needs)]
