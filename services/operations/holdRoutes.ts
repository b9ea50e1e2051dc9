import { z } from 'zod'
import { holdBody, heldUserShape, holdingShape } from '#events/wire/holds.ts'
import { idInput } from '#events/wire/idInput.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import type { WirePositions } from '#services/keys/wirePositions.ts'
import { holdPerson, type HoldPersonNeeds, previewHold } from './holdPerson.ts'

export interface HoldRouteNeeds extends HoldPersonNeeds {
  positions: WirePositions
}

const tag = 'Containment'
const access = 'contain'
const path = '/v1/users/{userId}/hold'
const params = z.strictObject({ userId: idInput })

const preview = (needs: HoldRouteNeeds) =>
  defineRoute({
    id: 'previewHold',
    method: 'get',
    path,
    tag,
    summary: 'What would end if a person were held now',
    access,
    limit: 'ending',
    turn: 'endings',
    params,
    answers: { 200: { description: 'How many of each', schema: holdingShape } },
    errors: ['not-found', 'wrong-state', 'locks-you-out'],
    handle: async (request) => ({ status: 200, body: await previewHold(needs)(request, request.params.userId) }),
  })

const hold = (needs: HoldRouteNeeds) =>
  defineRoute({
    id: 'holdUser',
    method: 'post',
    path,
    tag,
    summary: 'End all sessions of a person and refuse to sign them in for hours, 24 at most',
    access,
    limit: 'ending',
    turn: 'endings',
    idempotent: true,
    decidedByTime: true,
    params,
    body: holdBody,
    answers: { 200: { description: 'Held; results follow under the operation', schema: heldUserShape } },
    errors: ['not-found', 'wrong-state', 'locks-you-out', 'idempotency-mismatch', 'busy'],
    async handle(request) {
      const { position, ...held } = await holdPerson(needs)(request, request.params.userId, request.body)
      const sealed = needs.positions.seal(request.caller.tenantId, position)
      return { status: 200, body: { ...held, position: sealed }, position }
    },
  })

export const holdRoutes = (needs: HoldRouteNeeds): Route[] => [preview(needs), hold(needs)]
