import { z } from 'zod'
import { entryShape } from '#events/wire/log.ts'
import { fixedOrder, pageOf } from '#events/wire/page.ts'
import { ownAnalyticsShape, ownSessionCountShape, ownSessionShape } from '#events/wire/sessions.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import { ownLog } from '../sessionLog/ownLog.ts'
import { ownAnalytics } from '../sessionList/ownAnalytics.ts'
import { countOwnSessions, listOwnSessions } from '../sessionList/ownSessions.ts'
import { moment, paging } from '#events/wire/queries.ts'
import { mostDays } from '../userOverview/activityOfPerson.ts'
import type { RouteNeeds } from './routeNeeds.ts'
import { timeZone } from './timeZone.ts'

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
    summary:
      'What happened to you, newest first; about=sessions: sign-ins, refreshes, failures and ends; about=account: what was done to the account',
    access,
    limit: 'read',
    readsView: 'rows',
    query: z.strictObject({
      ...paging,
      about: z.enum(['sessions', 'account']).optional(),
      from: moment.optional(),
      to: moment.optional(),
    }),
    answers: { 200: { description: fixedOrder, schema: pageOf(entryShape) } },
    errors: ['invalid-cursor', 'view-behind'],
    async handle({ caller, query }) {
      const { position, ...body } = await read(caller, query)
      return { status: 200, body, position }
    },
  })
}

const analytics = (needs: RouteNeeds): Route => {
  const read = ownAnalytics(needs)
  return defineRoute({
    id: 'readMyAnalytics',
    method: 'get',
    path: '/v1/me/sessions/analytics',
    tag,
    summary: 'Your own sign-ins and refused ones per day, with what you signed in, and how long your sessions lasted',
    access,
    limit: 'read',
    readsView: 'rows',
    query: z.strictObject({ days: z.coerce.number().int().min(1).max(mostDays).default(30), timeZone }),
    answers: { 200: { description: 'Days in order, today last', schema: ownAnalyticsShape } },
    errors: ['view-behind'],
    async handle({ caller, query }) {
      const { position, ...body } = await read(caller, query)
      return { status: 200, body, position }
    },
  })
}

/** Routes on which callers read their own sessions. */
export const ownRoutes = (needs: RouteNeeds): Route[] => [list(needs), count(needs), log(needs), analytics(needs)]
