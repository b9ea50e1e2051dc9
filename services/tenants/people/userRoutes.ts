import { z } from 'zod'
import { idInput } from '#events/wire/idInput.ts'
import { changeUserBody, noteBody, rolesBody } from '#events/wire/userRequests.ts'
import { offeredResetShape } from '#events/wire/users.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import { administration } from '#services/tenants/administration.ts'
import { linkAddress } from '#services/tenants/links/oneTimeLinks.ts'
import { releaseRoute } from './releaseRoute.ts'
import { inviteRoutes, type UserRouteNeeds } from '#services/tenants/links/inviteRoutes.ts'

const tag = 'Users'
const access = 'manage-people'
const params = z.strictObject({ userId: idInput })
const because = (reason: string | null) => ({ reason, message: null, ticket: null })

const changeRoles = ({ commands }: UserRouteNeeds): Route =>
  defineRoute({
    id: 'changeRoles',
    method: 'put',
    path: '/v1/users/{userId}/roles',
    tag,
    summary: 'Change what a person may do, at once',
    access,
    limit: 'command',
    reauthenticate: true,
    params,
    body: rolesBody,
    answers: { 204: { description: 'Changed; access tokens with the former roles are refused' } },
    errors: ['not-found', 'wrong-state', 'locks-you-out', 'busy', 'store-unavailable'],
    async handle(request) {
      const { tenantId } = request.caller
      const { roles, reason } = request.body
      const change = { tenantId, userId: request.params.userId, roles, ...because(reason) }
      const { position } = await commands.changeRolesOf(change, administration(request))
      return { status: 204, position }
    },
  })

const change = ({ commands }: UserRouteNeeds): Route =>
  defineRoute({
    id: 'changeUser',
    method: 'patch',
    path: '/v1/users/{userId}',
    tag,
    summary: 'Give a person another name or e-mail address, at once; nobody is signed out',
    access,
    limit: 'command',
    reauthenticate: true,
    params,
    body: changeUserBody,
    answers: { 204: { description: 'Changed; the former address may be given to somebody else' } },
    errors: ['not-found', 'wrong-state', 'already-exists', 'busy', 'store-unavailable'],
    async handle(request) {
      const of = { tenantId: request.caller.tenantId, userId: request.params.userId }
      const { name, email, takeOver = false } = request.body
      const origin = administration(request)
      const changes = [
        ...(email === undefined ? [] : [await commands.changeEmail({ ...of, email, takeOver }, origin)]),
        ...(name === undefined ? [] : [await commands.changeProfile({ ...of, type: 'RenameUser', name }, origin)]),
      ]
      return { status: 204, position: Math.max(...changes.map(({ position }) => position)) }
    },
  })

const enable = ({ commands }: UserRouteNeeds): Route =>
  defineRoute({
    id: 'enableUser',
    method: 'post',
    path: '/v1/users/{userId}/enable',
    tag,
    summary: 'Allow a disabled person to sign in again; brings no ended session back',
    access,
    limit: 'command',
    reauthenticate: true,
    params,
    body: noteBody,
    answers: { 204: { description: 'Enabled' } },
    errors: ['not-found', 'wrong-state', 'busy', 'store-unavailable'],
    async handle(request) {
      const about = { tenantId: request.caller.tenantId, userId: request.params.userId }
      const { position } = await commands.enableUser(
        { ...about, ...because(request.body.reason) },
        administration(request),
      )
      return { status: 204, position }
    },
  })

const offerReset = ({ commands, positions, publicUrl, mailsAreSetUp }: UserRouteNeeds): Route =>
  defineRoute({
    id: 'offerPasswordReset',
    method: 'post',
    path: '/v1/users/{userId}/password-reset',
    tag,
    summary: 'Make a one-time link with which a person chooses a new password, good for 24 hours',
    access,
    limit: 'command',
    reauthenticate: true,
    idempotent: true,
    decidedByTime: true,
    params,
    answers: { 200: { description: 'The link, shown once; the last one is dead', schema: offeredResetShape } },
    errors: ['not-found', 'wrong-state', 'busy', 'store-unavailable'],
    async handle(request) {
      const { tenantId } = request.caller
      const of = { tenantId, userId: request.params.userId }
      const { token, expiresAt, position } = await commands.offerPasswordReset(of, administration(request))
      const body = {
        link: linkAddress(publicUrl, 'reset', token),
        expiresAt,
        mailed: mailsAreSetUp,
        position: positions.seal(tenantId, position),
      }
      return { status: 200, body, position }
    },
  })

/** What admins do with people, but for disabling and holding them: these are operations. */
export const userRoutes = (needs: UserRouteNeeds): Route[] => [
  ...inviteRoutes(needs),
  change(needs),
  changeRoles(needs),
  enable(needs),
  releaseRoute(needs),
  offerReset(needs),
]
