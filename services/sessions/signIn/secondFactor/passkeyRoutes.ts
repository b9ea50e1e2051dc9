import { dashboardClientId } from '#events/tenant/dashboardClient.ts'
import { passkeyOptionsBody, passkeyOptionsShape, passkeySignInBody } from '#events/wire/factors.ts'
import { grantShape } from '#events/wire/account.ts'
import type { Clock } from '#services/ambient/clock.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import type { SessionNeeds } from '#services/sessions/sessionNeeds.ts'
import { cookiesOfClient } from '#services/sessions/tokens/cookies.ts'
import { granted } from '../granted.ts'
import { tag } from '../signInRoutes.ts'
import type { PasskeySignIn } from './passkeySignIn.ts'

export interface PasskeyRouteNeeds {
  clock: Clock
  passkeySignIn: PasskeySignIn
  withSaidDevice: SessionNeeds['withSaidDevice']
}

const begin = ({ passkeySignIn }: PasskeyRouteNeeds): Route =>
  defineRoute({
    id: 'beginPasskeySignIn',
    method: 'post',
    path: '/v1/auth/passkey/options',
    tag,
    summary: 'What a browser needs to sign somebody in with a passkey alone',
    access: 'public',
    limit: 'read',
    decidedByTime: true,
    body: passkeyOptionsBody,
    answers: { 200: { description: 'The same whether there is such a tenant or not', schema: passkeyOptionsShape } },
    errors: ['store-unavailable'],
    handle: async ({ body: { tenant, client = dashboardClientId }, headers }) => ({
      status: 200,
      body: await passkeySignIn.begin({ tenant, client }, headers),
    }),
  })

const complete = ({ clock, passkeySignIn, withSaidDevice }: PasskeyRouteNeeds): Route =>
  defineRoute({
    id: 'signInByPasskey',
    method: 'post',
    path: '/v1/auth/passkey',
    tag,
    summary: 'Sign in with a passkey alone',
    access: 'public',
    limit: 'secondFactor',
    decidedByTime: true,
    body: passkeySignInBody,
    answers: { 200: { description: 'Signed in', schema: grantShape } },
    errors: [
      'invalid-credentials',
      'challenge-ended',
      'passkey-refused',
      'blocked',
      'quota-reached',
      'session-limit',
      'client-unknown',
      'origin-refused',
      'busy',
    ],
    async handle({ body, context, correlationId, headers, cookies }) {
      const { challenge, tenant, response, client = dashboardClientId, device = {}, ...wishes } = body
      const held = cookiesOfClient(client, cookies)
      const origin = { correlationId, page: headers, context: withSaidDevice(context, device) }
      const wanted = { ...wishes, client, inPlaceOf: [...held.values()] }
      const grant = await passkeySignIn.complete({ challenge, tenant, response }, wanted, origin)
      return granted(grant, clock, [...held.keys()])
    },
  })

export const passkeyRoutes = (needs: PasskeyRouteNeeds): Route[] => [begin(needs), complete(needs)]
