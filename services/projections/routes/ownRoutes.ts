import { z } from 'zod'
import { entryShape } from '#events/wire/log.ts'
import { fixedOrder, pageOf } from '#events/wire/page.ts'
import { ownSessionCountShape, ownSessionShape } from '#events/wire/sessions.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import { ownLog } from '../sessionLog/ownLog.ts'
import { countOwnSessions, listOwnSessions } from '../sessionList/ownSessions.ts'
import { paging } from '#events/wire/queries.ts'
import type { RouteNeeds } from './routeNeeds.ts'

const tag = 'My sessions'
const access = 'own-account'

const list = (needs: RouteNeeds): Route => {
  const read = listOwnSessions(needs)
  return defineRoute({
    id: 'listMySessions',
    method: 'get',
    path: '/v1/me/sessions',
    tag,
    summary: 'Your own sessions, newest first; the one you ask from is marked',
    access,
    limit: 'read',
    readsView: 'rows',
    query: z.strictObject(paging),
    answers: { 200: { description: fixedOrder, schema: pageOf(ownSessionShape) } },
    errors: ['invalid-cursor', 'view-behind'],
    async handle({ caller, query }) {
      const { position, ...body } = await read(caller, query)
      return { status: 200, body, position }
    },
  })
}

const count = (needs: RouteNeeds): Route => {
  const read = countOwnSessions(needs)
  return defineRoute({
    id: 'countMySessions',
    method: 'get',
    path: '/v1/me/sessions/count',
    tag,
    summary: 'How many sessions you have, and how many of them are live',
    access,
    limit: 'read',
    readsView: 'rows',
    answers: { 200: { description: 'Both numbers', schema: ownSessionCountShape } },
    errors: ['view-behind'],
    async handle({ caller }) {
      const { position, ...body } = await read(caller)
      return { status: 200, body, position }
    },
  })
}

const log = (needs: RouteNeeds): Route => {
  const read = ownLog(needs)
  return defineRoute({
    id: 'listMyLog',
    method: 'get',
    path: '/v1/me/sessions/log',
    tag,
    summary: 'What happened to you and your sessions, newest first',
    access,
    limit: 'read',
    readsView: 'rows',
    query: z.strictObject(paging),
    answers: { 200: { description: fixedOrder, schema: pageOf(entryShape) } },
    errors: ['invalid-cursor', 'view-behind'],
    async handle({ caller, query }) {
      const { position, ...body } = await read(caller, query)
      return { status: 200, body, position }
    },
  })
}

/** Routes on which callers read their own sessions. */
export const ownRoutes = (needs: RouteNeeds): Route[] => [list(needs), count(needs), log(needs)]
