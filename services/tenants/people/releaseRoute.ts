import { z } from 'zod'
import { idInput } from '#events/wire/idInput.ts'
import { noteBody } from '#events/wire/userRequests.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import { administration } from '#services/tenants/administration.ts'
import type { UserRouteNeeds } from '#services/tenants/links/inviteRoutes.ts'

/** Lifting a hold. Holding somebody is an operation. */
export const releaseRoute = ({ commands }: UserRouteNeeds): Route =>
  defineRoute({
    id: 'releaseUser',
    method: 'delete',
    path: '/v1/users/{userId}/hold',
    tag: 'Containment',
    summary: 'Lift a hold, so that the person can sign in again; brings no ended session back',
    access: 'manage-people',
    limit: 'command',
    reauthenticate: true,
    decidedByTime: true,
    params: z.strictObject({ userId: idInput }),
    body: noteBody,
    answers: { 204: { description: 'Lifted, or not held any more' } },
    errors: ['not-found', 'wrong-state', 'busy', 'store-unavailable'],
    async handle(request) {
      const about = { tenantId: request.caller.tenantId, userId: request.params.userId }
      const why = { reason: request.body.reason, message: null, ticket: null }
      const { position } = await commands.releaseUser({ ...about, ...why }, administration(request))
      return { status: 204, position }
    },
  })
