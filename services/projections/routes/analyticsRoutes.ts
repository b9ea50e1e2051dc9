import { z } from 'zod'
import { activityShape, liveCountsShape } from '#events/wire/analytics.ts'
import { itemsOf } from '#events/wire/page.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import { activity, buckets } from '../activityByMinute/activity.ts'
import { distribution } from '../liveDistribution/distribution.ts'
import { moment } from '#events/wire/queries.ts'
import type { RouteNeeds } from './routeNeeds.ts'
import { timeZone } from './timeZone.ts'

const tag = 'Analytics'
const access = 'watch'

const readActivity = (needs: RouteNeeds): Route => {
  const read = activity(needs)
  return defineRoute({
    id: 'readActivity',
    method: 'get',
    path: '/v1/analytics/activity',
    tag,
    summary: 'Sign-ins and endings per minute, hour or day of a time zone, empty ones included',
    access,
    limit: 'read',
    readsView: 'counts',
    query: z
      .strictObject({ from: moment, to: moment, bucket: z.enum(buckets).default('minute'), timeZone })
      .refine(({ from, to }) => Date.parse(from) < Date.parse(to), { message: 'must be after from', path: ['to'] }),
    answers: {
      200: { description: 'One item per bucket, in order', schema: itemsOf(activityShape) },
    },
    errors: ['invalid-request', 'view-behind'],
    async handle({ caller, query }) {
      const { items, position } = await read(caller.tenantId, query)
      return { status: 200, body: { items }, position }
    },
  })
}

const readDistribution = (needs: RouteNeeds): Route => {
  const read = distribution(needs)
  return defineRoute({
    id: 'readDistribution',
    method: 'get',
    path: '/v1/analytics/distribution',
    tag,
    summary: 'Live sessions by device type, browser, system, country and app',
    access,
    limit: 'read',
    readsView: 'rows',
    answers: { 200: { description: 'The numbers', schema: liveCountsShape } },
    errors: ['view-behind'],
    async handle({ caller }) {
      const { counts, position } = await read(caller.tenantId)
      return { status: 200, body: counts, position }
    },
  })
}

export const analyticsRoutes = (needs: RouteNeeds): Route[] => [readActivity(needs), readDistribution(needs)]
