import { z } from 'zod'
import { entryShape } from '#events/wire/log.ts'
import { fixedOrder, pageOf } from '#events/wire/page.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import { listLog } from '../sessionLog/listLog.ts'
import { filter, paging } from '#events/wire/queries.ts'
import type { RouteNeeds } from './routeNeeds.ts'

export const logRoute = (needs: RouteNeeds): Route => {
  const read = listLog(needs)
  return defineRoute({
    id: 'listLog',
    method: 'get',
    path: '/v1/log',
    tag: 'Log',
    summary: 'Every event of the tenant, readable, newest first',
    access: 'watch',
    limit: 'read',
    readsView: 'rows',
    query: z.strictObject({ filter, ...paging }),
    answers: { 200: { description: fixedOrder, schema: pageOf(entryShape) } },
    errors: ['invalid-filter', 'filter-too-costly', 'invalid-cursor', 'view-behind'],
    async handle({ caller, query }) {
      const { position, ...body } = await read(caller.tenantId, query)
      return { status: 200, body, position }
    },
  })
}
