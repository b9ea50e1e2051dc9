import { secondFactorBody, secondFactorGrantShape } from '#events/wire/factors.ts'
import type { Clock } from '#services/ambient/clock.ts'
import { defineRoute, type Answer, type Route } from '#services/http/route.ts'
import type { SessionNeeds } from '#services/sessions/sessionNeeds.ts'
import { cookiesOfClient } from '#services/sessions/tokens/cookies.ts'
import { granted } from '../granted.ts'
import { tag } from '../signInRoutes.ts'
import type { Challenges } from './challenge.ts'
import type { CompleteSecondFactor, SecondFactorGrant } from './secondFactor.ts'
import { trustCookie } from './trustCookie.ts'

export interface SecondFactorRouteNeeds {
  clock: Clock
  challenges: Challenges
  completeSecondFactor: CompleteSecondFactor
  withSaidDevice: SessionNeeds['withSaidDevice']
}

/** A client that keeps its own tokens keeps this one too; a page gets it as a cookie that no script reads. */
const withTrust = (answer: ReturnType<typeof granted>, { grant, trusted }: SecondFactorGrant, now: number): Answer => {
  if (trusted === null) return answer
  if (grant.session.transport === 'bearer') return { ...answer, body: { ...answer.body, trustedDevice: trusted } }
  return { ...answer, cookies: [...answer.cookies, trustCookie(grant.person.userId, trusted, now)] }
}

/** What every route that goes on with a sign-in needs of its request. */
export const goingOn = (
  { challenges, withSaidDevice }: Pick<SecondFactorRouteNeeds, 'challenges' | 'withSaidDevice'>,
  kind: 'second-factor' | 'enrol',
  request: Pick<Parameters<Route['handle']>[0], 'context' | 'correlationId' | 'headers' | 'cookies'>,
  challenge: string,
) => {
  const { client, device } = challenges.open(kind, challenge, request.headers)
  return {
    held: cookiesOfClient(client, request.cookies),
    origin: {
      correlationId: request.correlationId,
      page: request.headers,
      context: withSaidDevice(request.context, device),
    },
  }
}

/** The second half of a sign-in whose password was right. */
export const secondFactorRoute = (needs: SecondFactorRouteNeeds): Route =>
  defineRoute({
    id: 'proveSecondFactor',
    method: 'post',
    path: '/v1/auth/second-factor',
    tag,
    summary: 'Go on with a sign-in by a second factor: a code of an app, a passkey or a recovery code',
    access: 'public',
    limit: 'secondFactor',
    decidedByTime: true,
    body: secondFactorBody,
    answers: { 200: { description: 'Signed in', schema: secondFactorGrantShape } },
    errors: [
      'second-factor-wrong',
      'challenge-ended',
      'second-factor-required',
      'invalid-credentials',
      'blocked',
      'quota-reached',
      'session-limit',
      'client-unknown',
      'origin-refused',
      'busy',
    ],
    async handle(request) {
      const { challenge, trustDevice = false, ...proof } = request.body
      const { held, origin } = goingOn(needs, 'second-factor', request, challenge)
      const asked = { challenge, trustDevice, proof }
      const done = await needs.completeSecondFactor.bySecondFactor(asked, [...held.values()], origin)
      return withTrust(granted(done.grant, needs.clock, [...held.keys()]), done, needs.clock.now())
    },
  })
