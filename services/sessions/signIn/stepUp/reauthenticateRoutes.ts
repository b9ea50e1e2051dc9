import { reauthenticatedShape } from '#events/wire/account.ts'
import { factorProofBody, ownPasskeyBody, passkeyOptionsShape } from '#events/wire/factors.ts'
import { reauthenticateBody } from '#events/wire/signInRequests.ts'
import { defineRoute, type Answer, type Route } from '#services/http/route.ts'
import { showSession } from '../answers.ts'
import { tag } from '../signInRoutes.ts'
import type { Reauthenticated } from './goOnProved.ts'
import type { Reauthenticate } from './reauthenticate.ts'

const shared = { tag, access: 'own-account', decidedByTime: true, beforePasswordChange: true } as const
const proved = {
  200: {
    description: 'An access token that tells of the new proof. The refresh token and the session stay the same',
    schema: reauthenticatedShape,
  },
} as const
const refusals = ['rate-limited', 'busy', 'store-unavailable'] as const

const answer = ({ accessToken, accessExpiresAt, session, position }: Reauthenticated): Answer => ({
  status: 200,
  body: { accessToken, accessExpiresAt, session: showSession(session) },
  position,
})

const byPassword = (reauthenticate: Reauthenticate): Route =>
  defineRoute({
    ...shared,
    id: 'reauthenticate',
    method: 'post',
    path: '/v1/auth/reauthenticate',
    summary:
      'Prove again who I am, in the session that I have, for what asks for a recent proof: by the password, then by a second factor where I have one',
    limit: 'signIn',
    body: reauthenticateBody,
    answers: proved,
    errors: ['invalid-request', 'second-factor-required', ...refusals],
    handle: async ({ caller, body: { password }, context, correlationId, headers: page }) =>
      answer(await reauthenticate.byPassword(caller, password, { context, correlationId, page })),
  })

const bySecondFactor = (reauthenticate: Reauthenticate): Route =>
  defineRoute({
    ...shared,
    id: 'reauthenticateBySecondFactor',
    method: 'post',
    path: '/v1/auth/reauthenticate/second-factor',
    summary: 'Go on with such a proof by a second factor',
    limit: 'secondFactor',
    body: factorProofBody,
    answers: proved,
    errors: ['second-factor-wrong', 'challenge-ended', ...refusals],
    async handle({ caller, body, context, correlationId, headers: page }) {
      const { challenge, ...proof } = body
      return answer(await reauthenticate.bySecondFactor(caller, { challenge, proof }, { context, correlationId, page }))
    },
  })

const beginPasskey = (reauthenticate: Reauthenticate): Route =>
  defineRoute({
    ...shared,
    id: 'beginReauthenticationByPasskey',
    method: 'post',
    path: '/v1/auth/reauthenticate/passkey/options',
    summary: 'What a browser needs for such a proof by a passkey alone',
    limit: 'read',
    answers: {
      200: {
        description: '`options` null: I have no passkey, or it stands for nothing else here',
        schema: passkeyOptionsShape,
      },
    },
    errors: ['store-unavailable'],
    handle: async ({ caller, headers }) => ({ status: 200, body: await reauthenticate.beginPasskey(caller, headers) }),
  })

const byPasskey = (reauthenticate: Reauthenticate): Route =>
  defineRoute({
    ...shared,
    id: 'reauthenticateByPasskey',
    method: 'post',
    path: '/v1/auth/reauthenticate/passkey',
    summary: 'Prove again who I am, by a passkey alone',
    limit: 'secondFactor',
    body: ownPasskeyBody,
    answers: proved,
    errors: ['second-factor-wrong', 'challenge-ended', 'passkey-refused', ...refusals],
    handle: async ({ caller, body, context, correlationId, headers: page }) =>
      answer(await reauthenticate.byPasskey(caller, body, { context, correlationId, page })),
  })

/** Proving anew who one is, in a session that goes on. */
export const reauthenticateRoutes = (reauthenticate: Reauthenticate): Route[] => [
  byPassword(reauthenticate),
  bySecondFactor(reauthenticate),
  beginPasskey(reauthenticate),
  byPasskey(reauthenticate),
]
