import type { z } from 'zod'
import type { OperationRow } from '#events/live/rows.ts'
import {
  applicationRemovalShape,
  applicationShape,
  oneApplicationShape,
  removedApplicationShape,
} from '#events/wire/applications.ts'
import { itemsOf } from '#events/wire/page.ts'
import { sessionCountShape } from '#events/wire/sessions.ts'
import { apiOver } from './api.ts'
import type { Http } from './http.ts'

export type Application = z.infer<typeof applicationShape>
export type ApplicationRemoval = z.infer<typeof applicationRemovalShape>
export interface Registration extends Pick<Application, 'name' | 'audience' | 'origins' | 'transport'> {
  /** In seconds. What is absent is the policy's. */
  lifetimes: { accessSeconds?: number; idleSeconds?: number; absoluteSeconds?: number }
}

/** An application with the sessions that people have in it now. */
export interface CountedApplication extends Application {
  sessions: number
}

const applications = itemsOf(applicationShape)

export const applicationCalls = (http: Http) => {
  const api = apiOver(http)
  return {
    async list(signal: AbortSignal): Promise<CountedApplication[]> {
      const query = { filter: 'status:active', by: 'client' } as const
      const [{ body: known }, { body: counted }] = await Promise.all([
        api.get('/v1/applications', { signal }, applications),
        api.get('/v1/sessions/count', { query, signal }, sessionCountShape),
      ])
      const sessions = new Map(counted.groups?.map((group) => [group.value, group.sessions]))
      return known.items.map((application) => ({ ...application, sessions: sessions.get(application.id) ?? 0 }))
    },
    one: async (applicationId: string, signal: AbortSignal): Promise<Application> =>
      (await api.get('/v1/applications/{applicationId}', { params: { applicationId }, signal }, oneApplicationShape))
        .body.application,
    register: async (body: Registration & { id: string }, idempotencyKey: string): Promise<Application> =>
      (await api.post('/v1/applications', { body, idempotencyKey }, oneApplicationShape)).body.application,
    change: async (applicationId: string, body: Partial<Registration>): Promise<Application> =>
      (await api.patch('/v1/applications/{applicationId}', { params: { applicationId }, body }, oneApplicationShape))
        .body.application,
    removal: async (applicationId: string, signal?: AbortSignal): Promise<ApplicationRemoval> =>
      (
        await api.get(
          '/v1/applications/{applicationId}/removal',
          { params: { applicationId }, signal },
          applicationRemovalShape,
        )
      ).body,
    remove: async (
      applicationId: string,
      body: { reason: string; message?: string; confirm: number },
      idempotencyKey: string,
    ): Promise<{ operation: OperationRow; ended: number }> =>
      (
        await api.delete(
          '/v1/applications/{applicationId}',
          { params: { applicationId }, body, idempotencyKey },
          removedApplicationShape,
        )
      ).body,
  }
}
