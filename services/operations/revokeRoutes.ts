import { z } from 'zod'
import { revokedSessionShape, revokedUserShape } from '#events/wire/operations.ts'
import { idInput } from '#events/wire/idInput.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import type { WirePositions } from '#services/keys/wirePositions.ts'
import { revokeUserSchema, whySchema } from '#events/wire/operationRequests.ts'
import type { revokeOne } from './revokeOne.ts'
import type { revokeUser } from './revokeUser.ts'

export interface RevokeRouteNeeds {
  revokeOne: ReturnType<typeof revokeOne>
  revokeUser: ReturnType<typeof revokeUser>
  positions: WirePositions
}

const revokeSession = (needs: RevokeRouteNeeds) =>
  defineRoute({
    id: 'revokeSession',
    method: 'post',
    path: '/v1/sessions/{sessionId}/revoke',
    tag: 'Sessions',
    summary: 'End one session now; ended already is fine',
    access: 'end-sessions',
    limit: 'ending',
    idempotent: true,
    params: z.strictObject({ sessionId: idInput }),
    body: whySchema,
    answers: { 200: { description: 'Ended; the effect fills in under the operation', schema: revokedSessionShape } },
    errors: ['not-found', 'idempotency-mismatch'],
    async handle(request) {
      const { position, ...revoked } = await needs.revokeOne(request, request.params.sessionId, request.body)
      const sealed = needs.positions.seal(request.caller.tenantId, position)
      return { status: 200, body: { ...revoked, position: sealed }, position }
    },
  })

const revokeUserSessions = (needs: RevokeRouteNeeds) =>
  defineRoute({
    id: 'revokeUserSessions',
    method: 'post',
    path: '/v1/users/{userId}/revoke-sessions',
    tag: 'Users',
    summary: 'End every session of one person now',
    access: 'end-sessions',
    limit: 'ending',
    idempotent: true,
    params: z.strictObject({ userId: idInput }),
    body: revokeUserSchema,
    answers: { 200: { description: 'Ended; results follow under the operation', schema: revokedUserShape } },
    errors: ['not-found', 'idempotency-mismatch'],
    async handle(request) {
      const { position, ...revoked } = await needs.revokeUser(request, request.params.userId, request.body)
      const sealed = needs.positions.seal(request.caller.tenantId, position)
      return { status: 200, body: { ...revoked, position: sealed }, position }
    },
  })

export const revokeRoutes = (needs: RevokeRouteNeeds): Route[] => [revokeSession(needs), revokeUserSessions(needs)]
