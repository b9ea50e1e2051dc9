import { reauthenticatedShape } from '#events/wire/account.ts'
import { reauthenticateBody } from '#events/wire/signInRequests.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import { showSession } from './answers.ts'
import type { Reauthenticate } from './reauthenticate.ts'
import { tag } from './signInRoutes.ts'

export const reauthenticateRoute = (reauthenticate: Reauthenticate): Route =>
  defineRoute({
    id: 'reauthenticate',
    method: 'post',
    path: '/v1/auth/reauthenticate',
    tag,
    summary: 'Prove again who I am, in the session that I have, for what asks for a recent proof',
    access: 'own-account',
    limit: 'signIn',
    decidedByTime: true,
    beforePasswordChange: true,
    body: reauthenticateBody,
    answers: {
      200: {
        description: 'An access token that tells of the new proof. The refresh token and the session stay the same',
        schema: reauthenticatedShape,
      },
    },
    errors: ['invalid-request', 'rate-limited', 'busy', 'store-unavailable'],
    async handle({ caller, body, context, correlationId }) {
      const proved = await reauthenticate(caller, body, { context, correlationId })
      const { accessToken, accessExpiresAt, session, position } = proved
      return { status: 200, body: { accessToken, accessExpiresAt, session: showSession(session) }, position }
    },
  })
