import type { OwnSession } from '#events/live/rows.ts'
import type { Answer, Call } from './http.ts'
import type { OwnLogPage, OwnLogQuery, SessionClient } from './sessionClient.ts'
import { unreadable } from './problem.ts'

const pageSize = 200
const most = 1_000

type Terms = Record<string, string | number | null | undefined>

const queryOf = (terms: Terms): string =>
  Object.entries(terms)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value], at) => `${at === 0 ? '?' : '&'}${name}=${encodeURIComponent(String(value))}`)
    .join('')

const pageIn = <Item>({ body }: Answer): { items: Item[]; nextCursor: string | null } => {
  const { items, nextCursor } = (body ?? {}) as { items?: Item[]; nextCursor?: string | null }
  if (!Array.isArray(items)) throw unreadable()
  return { items, nextCursor: nextCursor ?? null }
}

/** Makes a request as the person who is signed in. */
export type Ask = (path: string, call?: Call) => Promise<Answer>

/** The person's own sessions. */
export type OwnCalls = Pick<SessionClient, 'sessions' | 'revoke' | 'rename' | 'log' | 'signOutOthers'>
export const ownCalls = (ask: Ask): OwnCalls => {
  /** The position the next list must have reached, so that a session ended here does not reappear as live. */
  let minPosition: string | null = null
  const command = async (method: 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<unknown> => {
    const answer = await ask(path, { method, body })
    minPosition = answer.position
    return answer.body
  }
  const pathOf = (sessionId: string) => `/v1/me/sessions/${encodeURIComponent(sessionId)}`
  return {
    async sessions(signal) {
      const sessions: OwnSession[] = []
      let cursor: string | null = null
      do {
        const query: Terms = { limit: pageSize, cursor, minPosition }
        const page: { items: OwnSession[]; nextCursor: string | null } = pageIn<OwnSession>(
          await ask(`/v1/me/sessions${queryOf(query)}`, { signal }),
        )
        sessions.push(...page.items)
        cursor = page.nextCursor
        // All pages are read, because a live session may have begun before many that have ended.
      } while (cursor !== null && sessions.length < most)
      minPosition = null
      return sessions
    },
    revoke: async (sessionId) => void (await command('DELETE', pathOf(sessionId))),
    rename: async (sessionId, deviceName) => void (await command('PATCH', pathOf(sessionId), { deviceName })),
    async signOutOthers() {
      const body = await command('DELETE', '/v1/me/sessions?includeCurrent=false')
      return (body as { ended: number }).ended
    },
    log: async (query: OwnLogQuery = {}, signal?: AbortSignal): Promise<OwnLogPage> =>
      pageIn(await ask(`/v1/me/sessions/log${queryOf({ limit: 50, ...query })}`, { signal })),
  }
}
