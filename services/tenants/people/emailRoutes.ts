import { offeredEmailShape } from '#events/wire/account.ts'
import { emailBody } from '#events/wire/accountRequests.ts'
import { linkBody } from '#events/wire/userRequests.ts'
import { checkedLinkShape, usedLinkShape } from '#events/wire/users.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Mails } from '#services/ports/mails.ts'
import { oneself } from './meRoutes.ts'
import type { UserCommands } from './userCommands.ts'

export interface EmailRouteNeeds {
  commands: Pick<UserCommands, 'offerEmailChange' | 'changeProfile' | 'findEmailChange' | 'confirmEmail'>
  mails: Pick<Mails, 'isSetUp'>
}

const tag = 'Me'
const access = 'own-account'

const refuseWithoutMails = ({ isSetUp }: Pick<Mails, 'isSetUp'>): void => {
  if (isSetUp) return
  throw new CodedError('wrong-state', {
    detail: 'No mails are sent from here, so a new address cannot be confirmed. Ask an admin to change it for you.',
  })
}

const offer = ({ commands, mails }: EmailRouteNeeds): Route =>
  defineRoute({
    id: 'changeMyEmail',
    method: 'post',
    path: '/v1/me/email',
    tag,
    summary: 'Ask for another e-mail address; a link that is sent there confirms it within 24 hours',
    access,
    limit: 'signIn',
    reauthenticate: true,
    decidedByTime: true,
    body: emailBody,
    answers: { 202: { description: 'Nothing changes before the link is opened', schema: offeredEmailShape } },
    errors: ['invalid-request', 'wrong-state', 'rate-limited', 'busy', 'store-unavailable'],
    async handle(request) {
      refuseWithoutMails(mails)
      const { tenantId, userId } = request.caller
      const { email } = request.body
      const offered = await commands.offerEmailChange({ tenantId, userId, ...request.body }, oneself(request))
      return { status: 202, body: { email, expiresAt: offered.expiresAt }, position: offered.position }
    },
  })

const withdraw = ({ commands }: EmailRouteNeeds): Route =>
  defineRoute({
    id: 'keepMyEmail',
    method: 'delete',
    path: '/v1/me/email',
    tag,
    summary: 'Keep the present e-mail address; the link that was sent is dead',
    access,
    limit: 'command',
    answers: { 204: { description: 'No change waits any more' } },
    errors: ['wrong-state', 'busy', 'store-unavailable'],
    async handle(request) {
      const { tenantId, userId } = request.caller
      const command = { tenantId, userId, type: 'WithdrawEmailChange' } as const
      const { position } = await commands.changeProfile(command, oneself(request))
      return { status: 204, position }
    },
  })

const check = ({ commands }: EmailRouteNeeds): Route =>
  defineRoute({
    id: 'checkNewEmail',
    method: 'post',
    path: '/v1/auth/email/check',
    tag,
    summary: 'Whether a link to a new e-mail address is still good, and whose it is',
    access: 'public',
    // Any answer is a success, and a sign-in that succeeds is given back: it would never be refused.
    limit: 'command',
    decidedByTime: true,
    body: linkBody,
    answers: { 200: { description: 'Whose it is; null where it is not good', schema: checkedLinkShape } },
    errors: ['store-unavailable'],
    async handle({ body }) {
      const found = await commands.findEmailChange(body.token)
      if (found === null) return { status: 200, body: { whose: null } }
      const { slug, name } = found.tenant
      return { status: 200, body: { whose: { tenant: { slug, name }, email: found.email, name: found.user.name } } }
    },
  })

const confirm = ({ commands }: EmailRouteNeeds): Route =>
  defineRoute({
    id: 'confirmNewEmail',
    method: 'post',
    path: '/v1/auth/email/confirm',
    tag,
    summary: 'Confirm a new e-mail address by the link that was sent there; sessions go on',
    access: 'public',
    limit: 'signIn',
    decidedByTime: true,
    body: linkBody,
    answers: { 200: { description: 'Changed; the person signs in with it from now on', schema: usedLinkShape } },
    errors: ['invalid-credentials', 'already-exists', 'busy', 'store-unavailable'],
    async handle({ body, context, correlationId }) {
      const { tenant, email } = await commands.confirmEmail(body.token, { context, correlationId })
      return { status: 200, body: { tenant, email } }
    },
  })

/** How a person changes to another e-mail address. */
export const emailRoutes = (needs: EmailRouteNeeds): Route[] => [
  offer(needs),
  withdraw(needs),
  check(needs),
  confirm(needs),
]
