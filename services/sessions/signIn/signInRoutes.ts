import type { z } from 'zod'
import type { Clock } from '#services/ambient/clock.ts'
import { CodedError } from '#services/ports/errors.ts'
import { dashboardClientId } from '#events/tenant/dashboardClient.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import { grantShape } from '#events/wire/account.ts'
import { refreshBody, signInBody } from '#events/wire/signInRequests.ts'
import { chooseSessionsBody } from '#events/wire/sessionLimits.ts'
import { cookieName, cookiesOfClient } from '../tokens/cookies.ts'
import type { FindTenant } from './findTenant.ts'
import { granted } from './granted.ts'
import type { Renew, Renewal } from './renew.ts'
import type { SessionNeeds } from '../sessionNeeds.ts'
import type { CompleteSignIn } from './completeSignIn.ts'
import type { ProvePassword } from './provePassword.ts'
import type { ChooseSessions } from '../limits/chooseSessions.ts'
import type { SecondStep } from './secondFactor/secondStep.ts'
import { shownTrust } from './secondFactor/trustCookie.ts'

export const tag = 'Signing in'

export interface SignInRoutesNeeds {
  clock: Clock
  provePassword: ProvePassword
  secondStep: SecondStep
  completeSignIn: CompleteSignIn
  chooseSessions: ChooseSessions
  renew: Renew
  findTenant: FindTenant
  withSaidDevice: SessionNeeds['withSaidDevice']
}

const login = ({ clock, provePassword, secondStep, completeSignIn, withSaidDevice }: SignInRoutesNeeds) =>
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
      'second-factor-required',
      'blocked',
      'quota-reached',
      'session-limit',
      'invalid-request',
      'client-unknown',
      'origin-refused',
      'rate-limited',
      'busy',
    ],
    async handle({ body, context, correlationId, headers, cookies, isKnown }) {
      const { tenant, email, password, client = dashboardClientId, device = {}, trustedDevice, ...wishes } = body
      const origin = {
        correlationId,
        page: headers,
        context: withSaidDevice(context, device),
      }
      const proven = await provePassword({ tenant, email, password, client, isKnown }, origin)
      await secondStep({
        proven,
        typed: { tenant, email },
        wanted: { ...wishes, client },
        device,
        origin: headers.origin ?? null,
        shownTrust: shownTrust(proven.person.userId, cookies, trustedDevice),
      })
      const held = cookiesOfClient(client, cookies)
      const wanted = { ...wishes, client, inPlaceOf: [...held.values()] }
      return granted(await completeSignIn(proven, wanted, origin), clock, [...held.keys()])
    },
  })

const choose = ({ clock, chooseSessions }: SignInRoutesNeeds) =>
  defineRoute({
    id: 'chooseSessionsToEnd',
    method: 'post',
    path: '/v1/auth/login/choose',
    tag,
    summary: 'Go on with a sign-in that was held up by `session-limit`: end some of the sessions that it listed',
    access: 'public',
    limit: 'signIn',
    decidedByTime: true,
    body: chooseSessionsBody,
    answers: { 200: { description: 'Signed in, as by `/v1/auth/login`', schema: grantShape } },
    errors: [
      'challenge-ended',
      'session-limit',
      'invalid-credentials',
      'blocked',
      'quota-reached',
      'client-unknown',
      'origin-refused',
      'rate-limited',
      'busy',
    ],
    async handle({ body, context, correlationId, headers, cookies }) {
      const cookiesOf = (client: string) => cookiesOfClient(client, cookies)
      const { grant, held } = await chooseSessions({ ...body, cookiesOf }, { correlationId, page: headers, context })
      return granted(grant, clock, held)
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

export const signInRoutes = (needs: SignInRoutesNeeds): Route[] => [login(needs), choose(needs), refresh(needs)]
