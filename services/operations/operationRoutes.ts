import { z } from 'zod'
import {
  oneOperationShape,
  operationPreviewShape,
  operationResultShape,
  operationShape,
} from '#events/wire/operations.ts'
import { fixedOrder, pageOf } from '#events/wire/page.ts'
import { idInput } from '#events/wire/idInput.ts'
import { CodedError } from '#services/ports/errors.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import type { OperationViews, Selection } from '#services/ports/operationViews.ts'
import type { WirePositions } from '#services/keys/wirePositions.ts'
import { chooseSessions, type ChooseNeeds } from './chooseSessions.ts'
import type { OperationRunner } from './operationRunner.ts'
import { previewSchema, startSchema } from '#events/wire/operationRequests.ts'
import { paging } from '#events/wire/queries.ts'
import type { startOperation } from './startOperation.ts'

export interface OperationRouteNeeds extends ChooseNeeds {
  views: OperationViews
  start: ReturnType<typeof startOperation>
  runner: Pick<OperationRunner, 'effectSoFar'>
  positions: WirePositions
}

const tag = 'Operations'
const selectionOf = (body: z.infer<typeof previewSchema>): Selection =>
  body.sessionIds === undefined ? { filter: body.filter ?? '' } : { sessionIds: body.sessionIds }

const preview = (needs: OperationRouteNeeds) =>
  defineRoute({
    id: 'previewOperation',
    method: 'post',
    path: '/v1/operations/preview',
    tag,
    summary: 'What an operation would end now',
    access: 'end-sessions',
    // A step of ending sessions, which nobody's reads may hold up.
    limit: 'ending',
    turn: 'endings',
    body: previewSchema,
    answers: { 200: { description: 'Sessions, people, and who is spared', schema: operationPreviewShape } },
    errors: ['invalid-filter', 'filter-too-costly', 'too-many-sessions'],
    async handle({ caller, body }) {
      const { sessions, position, ...more } = await chooseSessions(needs, caller, selectionOf(body))
      const users = new Set(sessions.map(({ userId }) => userId)).size
      const sealed = needs.positions.seal(caller.tenantId, position)
      return { status: 200, body: { ...more, sessions: sessions.length, users, position: sealed }, position }
    },
  })

const start = ({ start: startOne }: OperationRouteNeeds) =>
  defineRoute({
    id: 'startOperation',
    method: 'post',
    path: '/v1/operations',
    tag,
    summary: 'End the sessions of a filter or a list; confirm repeats their number',
    access: 'end-sessions',
    limit: 'ending',
    reauthenticate: 'in-part',
    turn: 'endings',
    idempotent: true,
    body: startSchema,
    answers: { 202: { description: 'Started; results follow', schema: oneOperationShape } },
    errors: [
      'invalid-filter',
      'filter-too-costly',
      'too-many-sessions',
      'preview-stale',
      'confirm-mismatch',
      'idempotency-mismatch',
    ],
    async handle(request) {
      const { confirm, filter, sessionIds, ...why } = request.body
      const selection = selectionOf({ filter, sessionIds })
      const { operation, position } = await startOne(request, { selection, why, confirm })
      return { status: 202, body: { operation }, position }
    },
  })

const list = ({ views }: OperationRouteNeeds) =>
  defineRoute({
    id: 'listOperations',
    method: 'get',
    path: '/v1/operations',
    tag,
    summary: 'Operations, newest first',
    access: 'watch',
    limit: 'read',
    readsView: 'rows',
    query: z.strictObject(paging),
    answers: { 200: { description: fixedOrder, schema: pageOf(operationShape) } },
    errors: ['invalid-cursor'],
    async handle({ caller, query }) {
      const { position, ...body } = await views.listOperations(caller.tenantId, query)
      return { status: 200, body, position }
    },
  })

const params = z.strictObject({ operationId: idInput })

const one = ({ views, runner }: OperationRouteNeeds) =>
  defineRoute({
    id: 'getOperation',
    method: 'get',
    path: '/v1/operations/{operationId}',
    tag,
    summary: 'One operation with its progress and effect',
    access: 'watch',
    limit: 'read',
    readsView: 'rows',
    params,
    answers: { 200: { description: 'The operation', schema: oneOperationShape } },
    errors: ['not-found'],
    async handle({ caller, params: { operationId } }) {
      const { operation, position } = await views.readOperation(caller.tenantId, operationId)
      if (operation === null) throw new CodedError('not-found')
      const effect = operation.effect ?? runner.effectSoFar(operationId)
      return { status: 200, body: { operation: { ...operation, effect } }, position }
    },
  })

const results = ({ views }: OperationRouteNeeds) =>
  defineRoute({
    id: 'listOperationResults',
    method: 'get',
    path: '/v1/operations/{operationId}/results',
    tag,
    summary: 'What became of each session',
    access: 'watch',
    limit: 'read',
    readsView: 'rows',
    params,
    query: z.strictObject(paging),
    answers: { 200: { description: fixedOrder, schema: pageOf(operationResultShape) } },
    errors: ['not-found', 'invalid-cursor'],
    async handle({ caller, params: { operationId }, query }) {
      const { operation } = await views.readOperation(caller.tenantId, operationId)
      // Read first, so that a wrong cursor is refused even where the operation does not exist.
      const { position, ...body } = await views.listOperationResults(caller.tenantId, operationId, query)
      if (operation === null) throw new CodedError('not-found')
      return { status: 200, body, position }
    },
  })

export const operationRoutes = (needs: OperationRouteNeeds): Route[] => [
  preview(needs),
  start(needs),
  list(needs),
  one(needs),
  results(needs),
]
