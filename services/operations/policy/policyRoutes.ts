import { z } from 'zod'
import { policyPresets } from '#events/tenant/policy/presets.ts'
import { itemsOf, pageOf } from '#events/wire/page.ts'
import {
  changedPolicyShape,
  changePolicyBody,
  policyChangeShape,
  policyPresetShape,
  policyPreviewBody,
  policyPreviewShape,
  policyShape,
  policyVersionQuery,
} from '#events/wire/policy.ts'
import { paging } from '#events/wire/queries.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import type { WirePositions } from '#services/keys/wirePositions.ts'
import { actingMetadata, actingName, type ActingRequest } from '#services/operations/actingPerson.ts'
import { operationRow } from '#services/operations/operationState.ts'
import type { Directory } from '#services/ports/identity.ts'
import { changePolicy, type ChangePolicyNeeds } from './changePolicy.ts'
import { expectedVersionOf, versionTag } from './expectedVersion.ts'
import { listChanges, type ListChangesNeeds } from './listChanges.ts'
import { type Own, previewPolicy, type PreviewNeeds } from './previewPolicy.ts'
import { showPolicy, type ShowPolicyNeeds } from './showPolicy.ts'

export type PolicyRouteNeeds = PreviewNeeds &
  ChangePolicyNeeds &
  ListChangesNeeds &
  ShowPolicyNeeds & { directory: Directory; positions: WirePositions }

const tag = 'Policy'

const ownOf = ({ caller: { sessionId }, context }: Pick<ActingRequest, 'caller' | 'context'>): Own => ({
  sessionId,
  context,
})

const read = (needs: PolicyRouteNeeds) =>
  defineRoute({
    id: 'getPolicy',
    method: 'get',
    path: '/v1/policy',
    tag,
    summary: 'The rules of the tenant, now or as of a version; ETag is what a change names in If-Match',
    access: 'watch',
    limit: 'read',
    query: policyVersionQuery,
    answers: { 200: { description: 'All sections', schema: policyShape } },
    errors: ['not-found'],
    async handle({ caller: { tenantId }, query }) {
      const body = await showPolicy(needs)(tenantId, query.version)
      return { status: 200, body, headers: { etag: versionTag(body.version) } }
    },
  })

const preview = (needs: PolicyRouteNeeds) =>
  defineRoute({
    id: 'previewPolicy',
    method: 'post',
    path: '/v1/policy/preview',
    tag,
    summary: 'What rules would do to live sessions now, and to the caller',
    access: 'manage-policy',
    limit: 'ending',
    turn: 'endings',
    body: policyPreviewBody,
    answers: { 200: { description: 'How many sessions end, how many are shortened', schema: policyPreviewShape } },
    errors: ['invalid-request'],
    async handle(request) {
      const { tenantId } = request.caller
      const { position, ...body } = await previewPolicy(needs)(tenantId, request.body.policy, ownOf(request))
      return { status: 200, body: { ...body, position: needs.positions.seal(tenantId, position) }, position }
    },
  })

const change = (needs: PolicyRouteNeeds) =>
  defineRoute({
    id: 'changePolicy',
    method: 'put',
    path: '/v1/policy',
    tag,
    summary: 'Change the rules, which ends and shortens live sessions; If-Match names the version that was read',
    access: 'manage-policy',
    limit: 'ending',
    reauthenticate: true,
    turn: 'endings',
    decidedByTime: true,
    body: changePolicyBody,
    answers: { 200: { description: 'Changed; results follow under the operation', schema: changedPolicyShape } },
    errors: [
      'invalid-request',
      'version-required',
      'wrong-version',
      'locks-you-out',
      'preview-stale',
      'wrong-state',
      'busy',
    ],
    async handle(request) {
      const { tenantId } = request.caller
      const expectedVersion = expectedVersionOf(request.headers.ifMatch)
      const asked = { ...request.body, expectedVersion, own: ownOf(request) }
      const { position, operation, ...changed } = await changePolicy(needs)(actingMetadata(request), asked)
      const byName = await actingName(needs.directory, request.caller)
      const body = {
        ...changed,
        operation: operation === null ? null : operationRow(operation, byName),
        position: needs.positions.seal(tenantId, position),
      }
      return { status: 200, body, position, headers: { etag: versionTag(changed.version) } }
    },
  })

const history = (needs: PolicyRouteNeeds) =>
  defineRoute({
    id: 'listPolicyChanges',
    method: 'get',
    path: '/v1/policy/history',
    tag,
    summary: 'Who changed which rule, when, why, from what, and how many sessions that ended; newest first',
    access: 'watch',
    limit: 'read',
    query: z.strictObject({ limit: paging.limit.pipe(z.number().max(50)), cursor: paging.cursor }),
    answers: { 200: { description: 'A page of changes', schema: pageOf(policyChangeShape) } },
    errors: ['invalid-cursor'],
    async handle({ caller: { tenantId }, query }) {
      return { status: 200, body: await listChanges(needs)(tenantId, query) }
    },
  })

const presets = () =>
  defineRoute({
    id: 'listPolicyPresets',
    method: 'get',
    path: '/v1/policy/presets',
    tag,
    summary: 'Rules after NIST SP 800-63B-4 to start from',
    access: 'watch',
    limit: 'read',
    answers: { 200: { description: 'AAL1, AAL2 and AAL3', schema: itemsOf(policyPresetShape) } },
    errors: [],
    handle: async () => ({ status: 200, body: { items: policyPresets } }),
  })

export const policyRoutes = (needs: PolicyRouteNeeds): Route[] => [
  read(needs),
  preview(needs),
  change(needs),
  history(needs),
  presets(),
]
