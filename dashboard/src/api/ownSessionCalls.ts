import type { OwnSession } from '#events/live/rows.ts'
import { pageOf } from '#events/wire/page.ts'
import { endedShape, ownSessionShape } from '#events/wire/sessions.ts'
import { apiOver } from './api.ts'
import type { Http } from './http.ts'

const pageSize = 200
const most = 1_000
const page = pageOf(ownSessionShape)

/** The caller's own sessions. */
export const ownSessionCalls = (http: Http) => {
  const api = apiOver(http)
  return {
    /** Reads all pages, because a live session may have begun before many that have ended. */
    list: async (minPosition: string | null, signal: AbortSignal): Promise<OwnSession[]> => {
      const sessions: OwnSession[] = []
      let cursor: string | null = null
      do {
        const query: { limit: number; cursor: string | null; minPosition: string | null } = {
          limit: pageSize,
          cursor,
          minPosition,
        }
        const { body } = await api.get('/v1/me/sessions', { query, signal }, page)
        sessions.push(...body.items)
        cursor = body.nextCursor
      } while (cursor !== null && sessions.length < most)
      return sessions
    },
    /** `end` and `endOthers` answer the position that a list must have reached to show the change. */
    end: async (sessionId: string): Promise<string | null> =>
      (await api.delete('/v1/me/sessions/{sessionId}', { params: { sessionId } }, endedShape)).position,
    endOthers: async (): Promise<string | null> =>
      (await api.delete('/v1/me/sessions', { query: { includeCurrent: 'false' } }, endedShape)).position,
  }
}
