import type { z } from 'zod'
import type { AnomalyRow, LogEntry, OperationRow } from '#events/live/rows.ts'
import type { Role } from '#events/tenant/events.ts'
import { anomalyShape } from '#events/wire/anomalies.ts'
import { entryShape } from '#events/wire/log.ts'
import { pageOf } from '#events/wire/page.ts'
import { personActivityShape, personShape, type PersonLog } from '#events/wire/people.ts'
import { disabledUserShape, disablingShape, invitedShape, offeredResetShape } from '#events/wire/users.ts'
import { apiOver, nothing } from './api.ts'
import type { Http } from './http.ts'
import type { Page } from './page.ts'

export type Person = z.infer<typeof personShape>
export type PersonActivity = z.infer<typeof personActivityShape>
export type Disabling = z.infer<typeof disablingShape>
/** A link to hand over. Absent in the answer to a repeat of the request. */
export interface MadeLink {
  link?: string | undefined
  expiresAt: string
  /** The person is mailed the link too. */
  mailed: boolean
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
const entries = pageOf(entryShape)
const anomalies = pageOf(anomalyShape)

/** What those who watch read of a person. */
export const personCalls = (http: Http, userId: string) => {
  const api = apiOver(http)
  const params = { userId }
  return {
    person: async (minPosition: string | null, signal: AbortSignal): Promise<Person> =>
      (await api.get('/v1/people/{userId}', { params, query: { minPosition }, signal }, personShape)).body,
    /** `timeZone`: whose days these are, where the person's own zone is not known. */
    activity: async (timeZone: string, signal: AbortSignal): Promise<PersonActivity> =>
      (await api.get('/v1/people/{userId}/activity', { params, query: { timeZone }, signal }, personActivityShape))
        .body,
    log: async (
      query: { of: PersonLog; cursor: string | null; limit: number },
      signal: AbortSignal,
    ): Promise<Page<LogEntry>> => (await api.get('/v1/people/{userId}/log', { params, query, signal }, entries)).body,
    anomalies: async (limit: number, signal: AbortSignal): Promise<Page<AnomalyRow>> =>
      (await api.get('/v1/anomalies', { query: { userId, limit }, signal }, anomalies)).body,
  }
}

export const peopleCalls = (http: Http) => {
  const api = apiOver(http)
  return {
    list: async (
      query: { filter: string; cursor?: string; minPosition?: string | null },
      signal: AbortSignal,
    ): Promise<Page<Person>> =>
      (await api.get('/v1/people', { query: { sort: 'user', ...query }, signal }, people)).body,
    invite: async (body: Invitation, idempotencyKey: string): Promise<MadeLink & Done & { userId: string }> => {
      const { body: made } = await api.post('/v1/users', { body, idempotencyKey }, invitedShape)
      return { ...made, userId: made.user.id }
    },
    renewInvite: async (userId: string, idempotencyKey: string): Promise<MadeLink & Done> =>
      (await api.post('/v1/users/{userId}/invite', { params: { userId }, idempotencyKey }, invitedShape)).body,
    withdrawInvite: (userId: string): Promise<Done> =>
      api.delete('/v1/users/{userId}/invite', { params: { userId } }, nothing),
    change: (userId: string, body: { name?: string; email?: string }): Promise<Done> =>
      api.patch('/v1/users/{userId}', { params: { userId }, body }, nothing),
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
