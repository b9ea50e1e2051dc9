import { z } from 'zod'
import { idInput } from '#events/wire/idInput.ts'
import { inviteBody } from '#events/wire/userRequests.ts'
import { invitedShape } from '#events/wire/users.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import type { WirePositions } from '#services/keys/wirePositions.ts'
import { unspoken } from '#services/tenants/people/addUser.ts'
import { administration } from '#services/tenants/administration.ts'
import type { Invited } from './inviteUser.ts'
import { linkAddress } from './oneTimeLinks.ts'
import type { UserCommands } from '#services/tenants/people/userCommands.ts'

export interface UserRouteNeeds {
  commands: UserCommands
  positions: WirePositions
  /** The address people type, without a slash at its end. */
  publicUrl: string
  /** Whether people are mailed the links that are made for them. */
  mailsAreSetUp: boolean
}

const tag = 'Users'
const access = 'manage-people'
const params = z.strictObject({ userId: idInput })

const answerOf = ({ positions, publicUrl, mailsAreSetUp }: UserRouteNeeds, tenantId: string, invited: Invited) => ({
  user: { id: invited.userId },
  link: linkAddress(publicUrl, 'invite', invited.token),
  expiresAt: invited.expiresAt,
  mailed: mailsAreSetUp,
  position: positions.seal(tenantId, invited.position),
})

const invite = (needs: UserRouteNeeds): Route =>
  defineRoute({
    id: 'inviteUser',
    method: 'post',
    path: '/v1/users',
    tag,
    summary: 'Invite a person by a one-time link, good for 7 days',
    access,
    limit: 'command',
    reauthenticate: 'in-part',
    idempotent: true,
    decidedByTime: true,
    body: inviteBody,
    answers: { 201: { description: 'Invited; the link is shown once', schema: invitedShape } },
    errors: ['already-exists', 'quota-reached', 'wrong-state', 'idempotency-mismatch', 'busy', 'store-unavailable'],
    async handle(request) {
      const { caller, body, claim } = request
      const { tenantId } = caller
      const { takeOver = false, ...who } = body
      if (who.roles.includes('admin')) await request.requireRecentProof()
      const id = claim === undefined ? {} : { userId: claim.eventIds() }
      const invited = await needs.commands.inviteUser({ tenantId, ...id, ...who, takeOver }, administration(request))
      return { status: 201, body: answerOf(needs, tenantId, invited), position: invited.position }
    },
  })

const renew = (needs: UserRouteNeeds): Route =>
  defineRoute({
    id: 'renewInvite',
    method: 'post',
    path: '/v1/users/{userId}/invite',
    tag,
    summary: 'Make a new link for an invited person; the last one is dead',
    access,
    limit: 'command',
    reauthenticate: true,
    idempotent: true,
    decidedByTime: true,
    params,
    answers: { 200: { description: 'The new link, shown once', schema: invitedShape } },
    errors: ['not-found', 'wrong-state', 'busy', 'store-unavailable'],
    async handle(request) {
      const { tenantId } = request.caller
      const { userId } = request.params
      const invited = await needs.commands.renewInvite({ tenantId, userId }, administration(request))
      return { status: 200, body: answerOf(needs, tenantId, invited), position: invited.position }
    },
  })

const withdraw = ({ commands }: UserRouteNeeds): Route =>
  defineRoute({
    id: 'withdrawInvite',
    method: 'delete',
    path: '/v1/users/{userId}/invite',
    tag,
    summary: 'Withdraw an invite that was not accepted yet',
    access,
    limit: 'command',
    params,
    answers: { 204: { description: 'Withdrawn; the link is dead, and the address is free again' } },
    errors: ['not-found', 'wrong-state', 'busy', 'store-unavailable'],
    async handle(request) {
      const { tenantId } = request.caller
      const { userId } = request.params
      const { position } = await commands.withdrawInvite({ tenantId, userId, ...unspoken }, administration(request))
      return { status: 204, position }
    },
  })

/** What admins do with invites. */
export const inviteRoutes = (needs: UserRouteNeeds): Route[] => [invite(needs), renew(needs), withdraw(needs)]
