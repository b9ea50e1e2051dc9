import { z } from 'zod'
import { idInput } from '#events/wire/idInput.ts'
import { whySchema } from '#events/wire/operationRequests.ts'
import { disabledUserShape, disablingShape } from '#events/wire/users.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import type { WirePositions } from '#services/keys/wirePositions.ts'
import { disablePerson, type DisablePersonNeeds, previewDisabling } from './disablePerson.ts'

export interface DisableRouteNeeds extends DisablePersonNeeds {
  positions: WirePositions
}

const tag = 'Users'
const access = 'manage-people'
const params = z.strictObject({ userId: idInput })

const preview = (needs: DisableRouteNeeds) =>
  defineRoute({
    id: 'previewDisabling',
    method: 'get',
    path: '/v1/users/{userId}/disable',
    tag,
    summary: 'What would end with a person who is disabled now',
    access,
    limit: 'ending',
    turn: 'endings',
    params,
    answers: { 200: { description: 'How many of each', schema: disablingShape } },
    errors: ['not-found', 'wrong-state', 'locks-you-out'],
    handle: async (request) => ({ status: 200, body: await previewDisabling(needs)(request, request.params.userId) }),
  })

const disable = (needs: DisableRouteNeeds) =>
  defineRoute({
    id: 'disableUser',
    method: 'post',
    path: '/v1/users/{userId}/disable',
    tag,
    summary: 'Refuse a person from now on and end all their sessions and the invites they made',
    access,
    limit: 'ending',
    reauthenticate: true,
    turn: 'endings',
    idempotent: true,
    params,
    body: whySchema,
    answers: { 200: { description: 'Disabled; results follow under the operation', schema: disabledUserShape } },
    errors: ['not-found', 'wrong-state', 'locks-you-out', 'idempotency-mismatch', 'busy'],
    async handle(request) {
      const { position, ...disabled } = await disablePerson(needs)(request, request.params.userId, request.body)
      const sealed = needs.positions.seal(request.caller.tenantId, position)
      return { status: 200, body: { ...disabled, position: sealed }, position }
    },
  })

export const disableRoutes = (needs: DisableRouteNeeds): Route[] => [preview(needs), disable(needs)]
