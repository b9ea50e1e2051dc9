import { askedShape } from '#events/wire/mails.ts'
import { forgotPasswordBody, passwordBody } from '#events/wire/signInRequests.ts'
import { actorOf } from '#services/http/caller.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import { type ForgettingNeeds, forgotPassword } from './forgotPassword.ts'
import type { LiveSessionIds } from '#services/ports/revocations.ts'
import type { UserCommands } from '#services/tenants/people/userCommands.ts'

/** Lets people who cannot sign in have a link mailed. */
export const forgotRoutes = (needs: ForgettingNeeds): Route[] => [
  defineRoute({
    id: 'forgotPassword',
    method: 'post',
    path: '/v1/auth/password/forgot',
    tag: 'Signing in',
    summary: 'Have a one-time link for a new password mailed to whoever has this address, good for 2 hours',
    access: 'public',
    limit: 'mail',
    decidedByTime: true,
    body: forgotPasswordBody,
    answers: { 202: { description: 'The same whether there is such a person or not', schema: askedShape } },
    errors: ['busy', 'store-unavailable'],
    async handle({ body, context, correlationId }) {
      await forgotPassword(needs)(body, { context, correlationId })
      return { status: 202, body: {} }
    },
  }),
]

export interface PasswordRouteNeeds extends Pick<UserCommands, 'changePassword'> {
  /** The person's live sessions, the oldest first. */
  liveSessionIds: LiveSessionIds
}

/** Lets signed-in people change their own password. */
export const passwordRoutes = ({ changePassword, liveSessionIds }: PasswordRouteNeeds): Route[] => [
  defineRoute({
    id: 'changePassword',
    method: 'post',
    path: '/v1/auth/password',
    tag: 'Signing in',
    summary: 'Change my password; ends my other sessions, unless I keep them',
    access: 'own-account',
    limit: 'signIn',
    reauthenticate: true,
    beforePasswordChange: true,
    body: passwordBody,
    answers: { 204: { description: 'Changed; my other sessions have ended, or stay with keepOthers' } },
    errors: ['invalid-request', 'stale-revision', 'busy', 'store-unavailable'],
    handle: async ({ caller, body, context, correlationId }) => {
      const { tenantId, userId, sessionId } = caller
      const origin = { actor: actorOf(caller, 'own'), correlationId, context }
      const { keepOthers = false, ...passwords } = body
      const kept = keepOthers ? (await liveSessionIds(tenantId, userId)).toReversed() : []
      const { position } = await changePassword({ tenantId, userId, sessionId, kept, ...passwords }, origin)
      return { status: 204, position }
    },
  }),
]
