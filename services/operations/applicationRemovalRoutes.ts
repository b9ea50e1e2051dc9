import { z } from 'zod'
import { applicationIdInput, removeApplicationBody } from '#events/wire/applicationRequests.ts'
import { applicationRemovalShape, removedApplicationShape } from '#events/wire/applications.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import type { WirePositions } from '#services/keys/wirePositions.ts'
import { previewRemoval, removeApplication, type RemoveApplicationNeeds } from './removeApplication.ts'

export interface ApplicationRemovalNeeds extends RemoveApplicationNeeds {
  positions: WirePositions
}

const tag = 'Applications'
const params = z.strictObject({ applicationId: applicationIdInput })

const preview = (needs: ApplicationRemovalNeeds) =>
  defineRoute({
    id: 'previewApplicationRemoval',
    method: 'get',
    path: '/v1/applications/{applicationId}/removal',
    tag,
    summary: 'Which sessions the removal of an application would end now',
    access: 'manage-applications',
    limit: 'ending',
    turn: 'endings',
    params,
    answers: { 200: { description: 'How many, and the first few', schema: applicationRemovalShape } },
    errors: ['not-found', 'locks-you-out'],
    async handle({ caller, params: { applicationId } }) {
      const { position, ...removal } = await previewRemoval(needs)(caller.tenantId, applicationId)
      return { status: 200, body: { ...removal, position: needs.positions.seal(caller.tenantId, position) }, position }
    },
  })

const remove = (needs: ApplicationRemovalNeeds) =>
  defineRoute({
    id: 'removeApplication',
    method: 'delete',
    path: '/v1/applications/{applicationId}',
    tag,
    summary: 'Remove an application for good, which ends its sessions; confirm repeats their number',
    access: 'manage-applications',
    limit: 'ending',
    reauthenticate: true,
    turn: 'endings',
    idempotent: true,
    params,
    body: removeApplicationBody,
    answers: { 200: { description: 'Removed; results follow under the operation', schema: removedApplicationShape } },
    errors: ['not-found', 'locks-you-out', 'preview-stale', 'idempotency-mismatch'],
    async handle(request) {
      const { applicationId } = request.params
      const { position, ...removed } = await removeApplication(needs)(request, applicationId, request.body)
      const sealed = needs.positions.seal(request.caller.tenantId, position)
      return { status: 200, body: { ...removed, position: sealed }, position }
    },
  })

export const applicationRemovalRoutes = (needs: ApplicationRemovalNeeds): Route[] => [preview(needs), remove(needs)]
