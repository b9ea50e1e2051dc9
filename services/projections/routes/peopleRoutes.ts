import { z } from 'zod'
import { movingOrder, pageOf } from '#events/wire/page.ts'
import { personShape } from '#events/wire/people.ts'
import { idInput } from '#events/wire/idInput.ts'
import { CodedError } from '#services/ports/errors.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import { listPeople } from '../userOverview/listPeople.ts'
import { peopleSorts, sortsOf } from '../queries/orders.ts'
import { personById } from '../userOverview/personById.ts'
import { filter, paging } from '#events/wire/queries.ts'
import type { RouteNeeds } from './routeNeeds.ts'

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
  list(needs, { ...users, id: 'listUsers', path: '/v1/users', summary: 'People, those who are invited too' }),
  one(needs, { ...users, id: 'getUser', path: '/v1/users/{userId}', summary: 'One person, invited or come in' }),
]
