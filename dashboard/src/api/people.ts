import type { z } from 'zod'
import type { OperationRow } from '#events/live/rows.ts'
import type { Role } from '#events/tenant/events.ts'
import { pageOf } from '#events/wire/page.ts'
import { personShape } from '#events/wire/people.ts'
import { disabledUserShape, disablingShape, invitedShape, offeredResetShape } from '#events/wire/users.ts'
import { apiOver, nothing } from './api.ts'
import type { Http } from './http.ts'
import type { Page } from './page.ts'

export type Person = z.infer<typeof personShape>
export type Disabling = z.infer<typeof disablingShape>
/** A link to hand over. Absent in the answer to a repeat of the request. */
export interface MadeLink {
  link?: string | undefined
  expiresAt: string
}
export interface Invitation {
  email: string
  roles: Role[]
  takeOver?: boolean
}
/** A command's answer says where a read must have come to show it. */
interface Done {
  position: string | null
}

const people = pageOf(personShape)

export const peopleCalls = (http: Http) => {
  const api = apiOver(http)
  return {
    list: async (
      query: { filter: string; cursor?: string; minPosition?: string | null },
      signal: AbortSignal,
    ): Promise<Page<Person>> =>
      (await api.get('/v1/users', { query: { sort: 'user', ...query }, signal }, people)).body,
    one: async (userId: string, minPosition: string | null): Promise<Person> =>
      (await api.get('/v1/users/{userId}', { params: { userId }, query: { minPosition } }, personShape)).body,
    invite: async (body: Invitation, idempotencyKey: string): Promise<MadeLink & Done & { userId: string }> => {
      const { body: made } = await api.post('/v1/users', { body, idempotencyKey }, invitedShape)
      return { ...made, userId: made.user.id }
    },
    renewInvite: async (userId: string, idempotencyKey: string): Promise<MadeLink & Done> =>
      (await api.post('/v1/users/{userId}/invite', { params: { userId }, idempotencyKey }, invitedShape)).body,
    withdrawInvite: (userId: string): Promise<Done> =>
      api.delete('/v1/users/{userId}/invite', { params: { userId } }, nothing),
    changeRoles: (userId: string, roles: Role[]): Promise<Done> =>
      api.put('/v1/users/{userId}/roles', { params: { userId }, body: { roles } }, nothing),
    offerPasswordReset: async (userId: string, idempotencyKey: string): Promise<MadeLink & Done> =>
      (await api.post('/v1/users/{userId}/password-reset', { params: { userId }, idempotencyKey }, offeredResetShape))
        .body,
    enable: (userId: string): Promise<Done> =>
      api.post('/v1/users/{userId}/enable', { params: { userId }, body: {} }, nothing),
    disabling: async (userId: string): Promise<Disabling> =>
      (await api.get('/v1/users/{userId}/disable', { params: { userId } }, disablingShape)).body,
    disable: async (
      userId: string,
      body: { reason: string; message?: string },
      idempotencyKey: string,
    ): Promise<Done & { operation: OperationRow }> =>
      (await api.post('/v1/users/{userId}/disable', { params: { userId }, body, idempotencyKey }, disabledUserShape))
        .body,
  }
}
