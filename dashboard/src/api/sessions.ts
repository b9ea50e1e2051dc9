import type { AnomalyRow, LogEntry, SessionRow } from '#events/live/rows.ts'
import type { Answered, Http } from './http.ts'
import type { Page } from './page.ts'

export interface SessionsAsked {
  filter: string
  sort: string
  cursor?: string | null
  limit: number
}

export const listSessions = (
  http: Http,
  asked: SessionsAsked,
  signal?: AbortSignal,
): Promise<Answered<Page<SessionRow>>> => http.get<Page<SessionRow>>('/v1/sessions', { query: { ...asked }, signal })

/** Exact, at the position it answers for. */
export const countSessions = async (http: Http, filter: string, signal?: AbortSignal): Promise<number> => {
  const { body } = await http.get<{ total: number }>('/v1/sessions/count', { query: { filter }, signal })
  return body.total
}

const path = (sessionId: string) => `/v1/sessions/${encodeURIComponent(sessionId)}`

export const readSession = (http: Http, sessionId: string, signal?: AbortSignal): Promise<Answered<SessionRow>> =>
  http.get<SessionRow>(path(sessionId), { signal })

/** Every event of the session, oldest first. */
export const readSessionEvents = async (http: Http, sessionId: string, signal?: AbortSignal): Promise<LogEntry[]> => {
  const { body } = await http.get<{ items: LogEntry[] }>(`${path(sessionId)}/events`, { signal })
  return body.items
}

export const readAnomaly = async (http: Http, anomalyId: string, signal?: AbortSignal): Promise<AnomalyRow> => {
  const { body } = await http.get<AnomalyRow>(`/v1/anomalies/${encodeURIComponent(anomalyId)}`, { signal })
  return body
}
