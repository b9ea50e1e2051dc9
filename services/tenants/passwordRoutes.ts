import { passwordBody } from '#events/wire/signInRequests.ts'
import { actorOf } from '#services/http/caller.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import type { UserCommands } from './userCommands.ts'

/** Lets signed-in people change their own password. */
export const passwordRoutes = ({ changePassword }: Pick<UserCommands, 'changePassword'>): Route[] => [
  defineRoute({
    id: 'changePassword',
    method: 'post',
    path: '/v1/auth/password',
    tag: 'Signing in',
    summary: 'Change my password; ends my other sessions',
    access: 'own-account',
    limit: 'signIn',
    beforePasswordChange: true,
    body: passwordBody,
    answers: { 204: { description: 'Changed; every other session of mine has ended' } },
    errors: ['invalid-request', 'stale-revision', 'busy', 'store-unavailable'],
    handle: async ({ caller, body, context, correlationId }) => {
      const { tenantId, userId, sessionId } = caller
      const origin = { actor: actorOf(caller, 'own'), correlationId, context }
      const { position } = await changePassword({ tenantId, userId, sessionId, ...body }, origin)
      return { status: 204, position }
    },
  }),
]
