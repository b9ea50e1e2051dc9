import type { OwnSession } from '../realtime/meFeed.ts'
import type { Answered, Http, Query } from './http.ts'
import type { Page } from './page.ts'

const pageSize = 200
const most = 1_000

/** The caller's own sessions. */
export const ownSessionCalls = (http: Http) => ({
  /** All of them, for a live one may have begun before many that ended. */
  list: async (minPosition: string | null, signal: AbortSignal): Promise<OwnSession[]> => {
    const sessions: OwnSession[] = []
    let cursor: string | null = null
    do {
      const query: Query = { limit: pageSize, cursor, minPosition }
      const { body }: Answered<Page<OwnSession>> = await http.get('/v1/me/sessions', { query, signal })
      sessions.push(...body.items)
      cursor = body.nextCursor
    } while (cursor !== null && sessions.length < most)
    return sessions
  },
  /** Both answer the position a list must have reached to show it. */
  end: async (sessionId: string): Promise<string | null> =>
    (await http.delete(`/v1/me/sessions/${encodeURIComponent(sessionId)}`)).position,
  endOthers: async (): Promise<string | null> =>
    (await http.delete('/v1/me/sessions', { query: { includeCurrent: false } })).position,
})
