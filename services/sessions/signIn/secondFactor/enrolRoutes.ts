import {
  begunPasskeyShape,
  begunTotpShape,
  confirmTotpAtSignInBody,
  enrolAtSignInBody,
  enrolledFactorShape,
  enrolPasskeyAtSignInBody,
} from '#events/wire/factors.ts'
import { grantShape } from '#events/wire/account.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import type { FactorKeeping } from '#services/ports/secondFactors.ts'
import { showEnrolled } from '#services/ports/showFactors.ts'
import type { CompletionOrigin } from '../wantedSession.ts'
import { granted } from '../granted.ts'
import { tag } from '../signInRoutes.ts'
import { pageOrigins, type WhoWaits } from './goOn.ts'
import { goingOn, type SecondFactorRouteNeeds } from './secondFactorRoutes.ts'

export interface EnrolRouteNeeds extends SecondFactorRouteNeeds {
  factors: FactorKeeping
  whoWaits: WhoWaits
}

type Asked = Parameters<typeof goingOn>[2] & { body: { challenge: string } }

/** Who enrols, from a challenge that is good for nothing but these routes. */
const enrolling = async (needs: EnrolRouteNeeds, request: Asked) => {
  const { challenge } = request.body
  const { origin } = goingOn(needs, 'enrol', request, challenge)
  const waiting = needs.challenges.open('enrol', challenge, request.headers)
  const { tenant } = await needs.whoWaits(waiting, origin)
  const { tenantId, userId, id: challengeId, client } = waiting
  return { who: { tenantId, userId, challengeId }, origins: pageOrigins(tenant.clients.get(client)), origin }
}

const asPerson = (userId: string, { correlationId, context }: CompletionOrigin) => ({
  actor: { kind: 'user', id: userId } as const,
  correlationId,
  context,
})

const shared = { method: 'post', tag, access: 'public', limit: 'secondFactor', decidedByTime: true } as const
const refusals = ['challenge-ended', 'busy', 'store-unavailable'] as const

const beginTotp = (needs: EnrolRouteNeeds): Route =>
  defineRoute({
    ...shared,
    id: 'beginTotpAtSignIn',
    path: '/v1/auth/enrol/totp',
    summary: 'Begin to add an app for codes, in a sign-in that wants a second factor of somebody who has none',
    body: enrolAtSignInBody,
    answers: { 200: { description: 'A new seed, shown once', schema: begunTotpShape } },
    errors: refusals,
    handle: async (request) => ({
      status: 200,
      body: await needs.factors.beginTotp((await enrolling(needs, request)).who),
    }),
  })

const confirmTotp = (needs: EnrolRouteNeeds): Route =>
  defineRoute({
    ...shared,
    id: 'confirmTotpAtSignIn',
    path: '/v1/auth/enrol/totp/confirm',
    summary: 'Add the app, by a code that it shows',
    body: confirmTotpAtSignInBody,
    answers: { 200: { description: 'Added. The recovery codes are shown once', schema: enrolledFactorShape } },
    errors: [...refusals, 'wrong-state'],
    async handle(request) {
      const { who, origin } = await enrolling(needs, request)
      const { challenge: _challenge, ...made } = request.body
      return {
        status: 200,
        body: showEnrolled(await needs.factors.confirmTotp(who, made, asPerson(who.userId, origin))),
      }
    },
  })

const beginPasskey = (needs: EnrolRouteNeeds): Route =>
  defineRoute({
    ...shared,
    id: 'beginPasskeyAtSignIn',
    path: '/v1/auth/enrol/webauthn/options',
    summary: 'Begin to add a passkey, in a sign-in that wants a second factor of somebody who has none',
    body: enrolAtSignInBody,
    answers: { 200: { description: 'For navigator.credentials.create', schema: begunPasskeyShape } },
    errors: [...refusals, 'passkeys-unavailable'],
    handle: async (request) => ({
      status: 200,
      body: await needs.factors.beginPasskey((await enrolling(needs, request)).who),
    }),
  })

const enrolPasskey = (needs: EnrolRouteNeeds): Route =>
  defineRoute({
    ...shared,
    id: 'enrolPasskeyAtSignIn',
    path: '/v1/auth/enrol/webauthn',
    summary: 'Add the passkey',
    body: enrolPasskeyAtSignInBody,
    answers: { 200: { description: 'Added. The recovery codes are shown once', schema: enrolledFactorShape } },
    errors: [...refusals, 'passkeys-unavailable', 'already-exists', 'wrong-state'],
    async handle(request) {
      const { who, origin, origins } = await enrolling(needs, request)
      const { challenge: _challenge, ...made } = request.body
      const enrolled = await needs.factors.enrolPasskey(who, { ...made, origins }, asPerson(who.userId, origin))
      return { status: 200, body: showEnrolled(enrolled) }
    },
  })

const complete = (needs: EnrolRouteNeeds): Route =>
  defineRoute({
    ...shared,
    id: 'signInEnrolled',
    path: '/v1/auth/enrol/complete',
    summary: 'Sign in with the second factor that was added in this sign-in',
    body: enrolAtSignInBody,
    answers: { 200: { description: 'Signed in', schema: grantShape } },
    errors: [
      ...refusals,
      'invalid-credentials',
      'blocked',
      'quota-reached',
      'session-limit',
      'client-unknown',
      'origin-refused',
    ],
    async handle(request) {
      const { challenge } = request.body
      const { held, origin } = goingOn(needs, 'enrol', request, challenge)
      const grant = await needs.completeSecondFactor.byEnrolment(challenge, [...held.values()], origin)
      return granted(grant, needs.clock, [...held.keys()])
    },
  })

/** Adding a second factor where the tenant's rules want one before anybody is signed in. */
export const enrolRoutes = (needs: EnrolRouteNeeds): Route[] => [
  beginTotp(needs),
  confirmTotp(needs),
  beginPasskey(needs),
  enrolPasskey(needs),
  complete(needs),
]
