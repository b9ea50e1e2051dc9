import type { OwnSession } from '../realtime/meFeed.ts'
import type { Http } from './http.ts'
import type { Page } from './page.ts'

/** The caller's own sessions. */
export const ownSessionCalls = (http: Http) => ({
  list: async (signal: AbortSignal): Promise<OwnSession[]> =>
    (await http.get<Page<OwnSession>>('/v1/me/sessions', { query: { limit: 200 }, signal })).body.items,
  end: async (sessionId: string): Promise<void> => {
    await http.delete(`/v1/me/sessions/${encodeURIComponent(sessionId)}`)
  },
  endOthers: async (): Promise<number> =>
    (await http.delete<{ ended: number }>('/v1/me/sessions', { query: { includeCurrent: false } })).body.ended,
})
