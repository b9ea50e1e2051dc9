import { z } from 'zod'
import { entryShape } from '#events/wire/log.ts'
import { itemsOf, movingOrder, pageOf } from '#events/wire/page.ts'
import { sessionCountShape, sessionShape } from '#events/wire/sessions.ts'
import { idInput } from '#events/wire/idInput.ts'
import { CodedError } from '#services/ports/errors.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import { countSessions } from '../sessionList/countSessions.ts'
import { listSessions } from '../sessionList/listSessions.ts'
import { sessionSorts, sortsOf } from '../queries/orders.ts'
import { groupingNames } from '../sessionList/sessionGroups.ts'
import { sessionById } from '../sessionList/sessionById.ts'
import { sessionEvents } from '../sessionLog/sessionEvents.ts'
import { filter, paging } from '#events/wire/queries.ts'
import type { RouteNeeds } from './routeNeeds.ts'

const tag = 'Sessions'
const access = 'watch'
const params = z.strictObject({ sessionId: idInput })

const list = (needs: RouteNeeds): Route => {
  const read = listSessions(needs)
  return defineRoute({
    id: 'listSessions',
    method: 'get',
    path: '/v1/sessions',
    tag,
    summary: 'Sessions, live and ended, by filter and order',
    access,
    limit: 'read',
    readsView: 'rows',
    query: z.strictObject({ filter, sort: z.enum(sortsOf(sessionSorts)).default('-startedAt'), ...paging }),
    answers: { 200: { description: movingOrder('id, -id, startedAt or -startedAt'), schema: pageOf(sessionShape) } },
    errors: ['invalid-filter', 'filter-too-costly', 'invalid-cursor', 'view-behind'],
    async handle({ caller, query }) {
      const { position, ...body } = await read(caller.tenantId, query)
      return { status: 200, body, position }
    },
  })
}

const count = (needs: RouteNeeds): Route => {
  const read = countSessions(needs)
  return defineRoute({
    id: 'countSessions',
    method: 'get',
    path: '/v1/sessions/count',
    tag,
    summary: 'How many sessions a filter finds; by= adds groups, largest first',
    access,
    limit: 'read',
    readsView: 'counts',
    query: z.strictObject({ filter, by: z.enum(groupingNames).optional() }),
    answers: {
      200: {
        description:
          'The number at the position the answer names. `kind` says how it was got: `exact`, or where counting would take long `estimate` from a sample, or `below`: the sample held none, so there are likely fewer than `total`',
        schema: sessionCountShape,
      },
    },
    errors: ['invalid-filter', 'filter-too-costly', 'view-behind'],
    async handle({ caller, query }) {
      const { position, ...body } = await read(caller.tenantId, query)
      return { status: 200, body, position }
    },
  })
}

const one = (needs: RouteNeeds): Route => {
  const read = sessionById(needs)
  return defineRoute({
    id: 'getSession',
    method: 'get',
    path: '/v1/sessions/{sessionId}',
    tag,
    summary: 'One session',
    access,
    limit: 'read',
    readsView: 'rows',
    params,
    answers: { 200: { description: 'The session', schema: sessionShape } },
    errors: ['not-found', 'view-behind'],
    async handle({ caller, params: { sessionId } }) {
      const { session, position } = await read(caller.tenantId, sessionId)
      if (session === null) throw new CodedError('not-found')
      return { status: 200, body: session, position }
    },
  })
}

const events = (needs: RouteNeeds): Route => {
  const read = sessionEvents(needs)
  return defineRoute({
    id: 'listSessionEvents',
    method: 'get',
    path: '/v1/sessions/{sessionId}/events',
    tag,
    summary: 'Every event of a session and every refusal, oldest first',
    access,
    limit: 'read',
    readsView: 'rows',
    params,
    answers: { 200: { description: 'All of them', schema: itemsOf(entryShape) } },
    errors: ['not-found', 'view-behind'],
    async handle({ caller, params: { sessionId } }) {
      const { events: items, position } = await read(caller.tenantId, sessionId)
      if (items === null) throw new CodedError('not-found')
      return { status: 200, body: { items }, position }
    },
  })
}

export const sessionRoutes = (needs: RouteNeeds): Route[] => [list(needs), count(needs), one(needs), events(needs)]
