import { z } from 'zod'
import { anomalyShape } from '#events/wire/anomalies.ts'
import { fixedOrder, pageOf } from '#events/wire/page.ts'
import { idInput } from '#events/wire/idInput.ts'
import { CodedError } from '#services/ports/errors.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import { anomalyById } from '../anomalyList/anomalyById.ts'
import { listAnomalies } from '../anomalyList/listAnomalies.ts'
import { paging } from '#events/wire/queries.ts'
import type { RouteNeeds } from './routeNeeds.ts'

const tag = 'Anomalies'
const access = 'watch'

const list = (needs: RouteNeeds): Route => {
  const read = listAnomalies(needs)
  return defineRoute({
    id: 'listAnomalies',
    method: 'get',
    path: '/v1/anomalies',
    tag,
    summary: 'Anomalies, newest first; of one person with `userId`',
    access,
    limit: 'read',
    readsView: 'rows',
    query: z.strictObject({ userId: idInput.optional(), ...paging }),
    answers: { 200: { description: fixedOrder, schema: pageOf(anomalyShape) } },
    errors: ['invalid-cursor', 'view-behind'],
    async handle({ caller, query }) {
      const { position, ...body } = await read(caller.tenantId, query)
      return { status: 200, body, position }
    },
  })
}

const one = (needs: RouteNeeds): Route => {
  const read = anomalyById(needs)
  return defineRoute({
    id: 'getAnomaly',
    method: 'get',
    path: '/v1/anomalies/{anomalyId}',
    tag,
    summary: 'One anomaly with its evidence',
    access,
    limit: 'read',
    readsView: 'rows',
    params: z.strictObject({ anomalyId: idInput }),
    answers: { 200: { description: 'The anomaly', schema: anomalyShape } },
    errors: ['not-found', 'view-behind'],
    async handle({ caller, params: { anomalyId } }) {
      const { anomaly, position } = await read(caller.tenantId, anomalyId)
      if (anomaly === null) throw new CodedError('not-found')
      return { status: 200, body: anomaly, position }
    },
  })
}

export const anomalyRoutes = (needs: RouteNeeds): Route[] => [list(needs), one(needs)]
