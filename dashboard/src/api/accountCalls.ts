import type { z } from 'zod'
import type { Preferences } from '#events/user/preferences.ts'
import { meShape, offeredEmailShape, preferencesShape } from '#events/wire/account.ts'
import { entryShape } from '#events/wire/log.ts'
import { type OwnPolicy, ownPolicyShape } from '#events/wire/ownPolicy.ts'
import { pageOf } from '#events/wire/page.ts'
import { ownAnalyticsShape, ownSessionCountShape } from '#events/wire/sessions.ts'
import { apiOver, nothing } from './api.ts'
import type { Http } from './http.ts'

export type Me = z.infer<typeof meShape>
export type OwnAnalytics = z.infer<typeof ownAnalyticsShape>
export type OwnEntry = z.infer<typeof entryShape>

/** What a list of one's own log asks for. `from`, `to`: ISO 8601. */
export interface OwnLogAsked {
  about: 'sessions' | 'account'
  from: string | null
  to: string | null
  cursor: string | null
}

const page = pageOf(entryShape)

/** What a person reads and changes about their own account. */
export const accountCalls = (http: Http) => {
  const api = apiOver(http)
  return {
    me: async (): Promise<Me> => (await api.get('/v1/me', {}, meShape)).body,
    rename: async (name: string): Promise<Me> => (await api.patch('/v1/me', { body: { name } }, meShape)).body,
    askForEmail: async (body: { email: string; password: string }) =>
      (
        await api.post(
          '/v1/me/email',
          { body, proof: { password: body.password, path: 'body.password' } },
          offeredEmailShape,
        )
      ).body,
    keepEmail: async (): Promise<void> => void (await api.delete('/v1/me/email', {}, nothing)),
    readPreferences: async () => (await api.get('/v1/me/preferences', {}, preferencesShape)).body,
    changePreferences: async (body: Preferences) =>
      (await api.put('/v1/me/preferences', { body }, preferencesShape)).body,
    policy: async (): Promise<OwnPolicy> => (await api.get('/v1/me/policy', {}, ownPolicyShape)).body,
    countSessions: async () => (await api.get('/v1/me/sessions/count', {}, ownSessionCountShape)).body,
    analytics: async (timeZone: string, signal: AbortSignal) =>
      (await api.get('/v1/me/sessions/analytics', { query: { timeZone }, signal }, ownAnalyticsShape)).body,
    log: async (query: OwnLogAsked, signal: AbortSignal) =>
      (await api.get('/v1/me/sessions/log', { query: { ...query, limit: 100 }, signal }, page)).body,
  }
}
