import { z } from 'zod'
import { fixedOrder, movingOrder, pageOf } from '#events/wire/page.ts'
import { entryShape } from '#events/wire/log.ts'
import { personActivityShape, personLogs, personShape } from '#events/wire/people.ts'
import { idInput } from '#events/wire/idInput.ts'
import { CodedError } from '#services/ports/errors.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import { listPeople } from '../userOverview/listPeople.ts'
import { peopleSorts, sortsOf } from '../queries/orders.ts'
import { personById } from '../userOverview/personById.ts'
import { filter, paging } from '#events/wire/queries.ts'
import { logOfPerson } from '../sessionLog/logOfPerson.ts'
import { activityOfPerson, mostDays } from '../userOverview/activityOfPerson.ts'
import type { RouteNeeds } from './routeNeeds.ts'
import { timeZone } from './timeZone.ts'

interface Of {
  id: string
  path: string
  tag: string
  summary: string
  access: 'watch' | 'manage-people'
}

const list = (needs: RouteNeeds, of: Of): Route => {
  const read = listPeople(needs)
  return defineRoute({
    ...of,
    method: 'get',
    limit: 'read',
    readsView: 'rows',
    query: z.strictObject({ filter, sort: z.enum(sortsOf(peopleSorts)).default('user'), ...paging }),
    answers: {
      200: { description: movingOrder('id, -id, registeredAt or -registeredAt'), schema: pageOf(personShape) },
    },
    errors: ['invalid-filter', 'filter-too-costly', 'invalid-cursor', 'view-behind'],
    async handle({ caller, query }) {
      const { position, ...body } = await read(caller.tenantId, query)
      return { status: 200, body, position }
    },
  })
}

const one = (needs: RouteNeeds, of: Of): Route => {
  const read = personById(needs)
  return defineRoute({
    ...of,
    method: 'get',
    limit: 'read',
    readsView: 'rows',
    params: z.strictObject({ userId: idInput }),
    answers: { 200: { description: 'The person', schema: personShape } },
    errors: ['not-found', 'view-behind'],
    async handle({ caller, params: { userId } }) {
      const { person, position } = await read(caller.tenantId, userId)
      if (person === null) throw new CodedError('not-found')
      return { status: 200, body: person, position }
    },
  })
}

const people = { tag: 'People', access: 'watch' } as const

const activity = (needs: RouteNeeds): Route => {
  const read = activityOfPerson(needs)
  return defineRoute({
    ...people,
    id: 'readPersonActivity',
    method: 'get',
    path: '/v1/people/{userId}/activity',
    summary: 'Sign-ins and refused ones per day, and usual hours, by the clocks where the person is',
    limit: 'read',
    readsView: 'rows',
    params: z.strictObject({ userId: idInput }),
    query: z.strictObject({ days: z.coerce.number().int().min(1).max(mostDays).default(30), timeZone }),
    answers: { 200: { description: 'Days in order, and 24 hours', schema: personActivityShape } },
    errors: ['not-found', 'view-behind'],
    async handle({ caller: { tenantId }, params: { userId }, query }) {
      const { activity: found, position } = await read({ tenantId, userId, ...query })
      if (found === null) throw new CodedError('not-found')
      return { status: 200, body: found, position }
    },
  })
}

const log = (needs: RouteNeeds): Route => {
  const read = logOfPerson(needs)
  const isThere = personById(needs)
  return defineRoute({
    ...people,
    id: 'listPersonLog',
    method: 'get',
    path: '/v1/people/{userId}/log',
    summary:
      'What is in the log of a person, newest first: all, refused sign-ins, done to them, or done by them as an admin',
    limit: 'read',
    readsView: 'rows',
    params: z.strictObject({ userId: idInput }),
    query: z.strictObject({ of: z.enum(personLogs).default('all'), ...paging }),
    answers: { 200: { description: fixedOrder, schema: pageOf(entryShape) } },
    errors: ['not-found', 'invalid-cursor', 'view-behind'],
    async handle({ caller: { tenantId }, params: { userId }, query }) {
      if ((await isThere(tenantId, userId)).person === null) throw new CodedError('not-found')
      const { position, ...body } = await read({ tenantId, userId, ...query })
      return { status: 200, body, position }
    },
  })
}

const users = { tag: 'Users', access: 'manage-people' } as const

/** The same rows for those who watch and, beside the routes that change people, for those who manage them. */
export const peopleRoutes = (needs: RouteNeeds): Route[] => [
  list(needs, {
    ...people,
    id: 'listPeople',
    path: '/v1/people',
    summary: 'People with what is known of their sessions',
  }),
  one(needs, { ...people, id: 'getPerson', path: '/v1/people/{userId}', summary: 'One person' }),
  activity(needs),
  log(needs),
  list(needs, { ...users, id: 'listUsers', path: '/v1/users', summary: 'People, those who are invited too' }),
  one(needs, { ...users, id: 'getUser', path: '/v1/users/{userId}', summary: 'One person, invited or come in' }),
]
