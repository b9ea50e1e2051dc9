import type { Standing } from '#services/ports/identity.ts'
import { checkedLinkShape, usedLinkShape } from '#events/wire/users.ts'
import { acceptInviteBody, linkBody, resetPasswordBody } from '#events/wire/userRequests.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import type { LinkUsed } from './useLinks.ts'
import type { UserCommands } from '#services/tenants/people/userCommands.ts'

const answerOf = ({ tenant, email }: LinkUsed) => ({ tenant, email })

const check = (
  { findLink }: UserCommands,
  of: { id: string; path: string; tag: string; summary: string; standing: Standing },
): Route => {
  const { standing, ...described } = of
  return defineRoute({
    ...described,
    method: 'post',
    access: 'public',
    // Any answer is a success, and a sign-in that succeeds is given back: it would never be refused.
    limit: 'command',
    decidedByTime: true,
    body: linkBody,
    answers: { 200: { description: 'Whose it is; null where it is not good', schema: checkedLinkShape } },
    errors: ['store-unavailable'],
    async handle({ body }) {
      const found = await findLink(body.token, standing)
      if (found === null) return { status: 200, body: { whose: null } }
      const { tenant, user } = found
      const { slug, name, policy } = tenant
      const passwordRules = { minimumLength: policy.passwords.minimumLength }
      const whose = { tenant: { slug, name }, email: user.email, name: user.name, passwordRules }
      return { status: 200, body: { whose } }
    },
  })
}

const accept = ({ acceptInvite }: UserCommands): Route =>
  defineRoute({
    id: 'acceptInvite',
    method: 'post',
    path: '/v1/invites/accept',
    tag: 'Invites',
    summary: 'Come in by an invite: choose name and password',
    access: 'public',
    limit: 'signIn',
    decidedByTime: true,
    body: acceptInviteBody,
    answers: { 201: { description: 'Done; the person can sign in', schema: usedLinkShape } },
    errors: ['invalid-credentials', 'invalid-request', 'busy', 'store-unavailable'],
    async handle({ body, context, correlationId }) {
      const used = await acceptInvite(body, { context, correlationId })
      return { status: 201, body: answerOf(used) }
    },
  })

const reset = ({ resetPassword }: UserCommands): Route =>
  defineRoute({
    id: 'resetPassword',
    method: 'post',
    path: '/v1/auth/password/reset',
    tag: 'Signing in',
    summary: 'Choose a new password by a one-time link; ends every session of mine',
    access: 'public',
    limit: 'signIn',
    decidedByTime: true,
    body: resetPasswordBody,
    answers: { 200: { description: 'Done; the person can sign in', schema: usedLinkShape } },
    errors: ['invalid-credentials', 'invalid-request', 'busy', 'store-unavailable'],
    async handle({ body, context, correlationId }) {
      const used = await resetPassword(body, { context, correlationId })
      return { status: 200, body: answerOf(used) }
    },
  })

/** What people do with links that they were given. Tokens are sent in bodies, because addresses are logged and bodies are not. */
export const linkRoutes = (commands: UserCommands): Route[] => [
  check(commands, {
    id: 'checkInvite',
    path: '/v1/invites/check',
    tag: 'Invites',
    summary: 'Whether an invite is still good, and whose it is',
    standing: 'invited',
  }),
  accept(commands),
  check(commands, {
    id: 'checkPasswordReset',
    path: '/v1/auth/password/reset/check',
    tag: 'Signing in',
    summary: 'Whether a link for a new password is still good, and whose it is',
    standing: 'registered',
  }),
  reset(commands),
]
