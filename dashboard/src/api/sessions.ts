import type { z } from 'zod'
import type { AnomalyRow, LogEntry, SessionRow } from '#events/live/rows.ts'
import { anomalyShape } from '#events/wire/anomalies.ts'
import { entryShape } from '#events/wire/log.ts'
import { itemsOf, pageOf } from '#events/wire/page.ts'
import { sessionCountShape, sessionShape } from '#events/wire/sessions.ts'
import { apiOver, type QueryOf } from './api.ts'
import type { Answered, Http } from './http.ts'
import type { Page } from './page.ts'

export type SessionsAsked = QueryOf<'get', '/v1/sessions'>

const page = pageOf(sessionShape)
const entries = itemsOf(entryShape)

export const listSessions = (
  http: Http,
  asked: SessionsAsked,
  signal?: AbortSignal,
): Promise<Answered<Page<SessionRow>>> => apiOver(http).get('/v1/sessions', { query: asked, signal }, page)

export type SessionCount = Pick<z.infer<typeof sessionCountShape>, 'total' | 'kind'>

/** Counts the sessions of a filter, or estimates their number where counting would take long. */
export const countSessions = async (http: Http, filter: string, signal?: AbortSignal): Promise<SessionCount> =>
  (await apiOver(http).get('/v1/sessions/count', { query: { filter }, signal }, sessionCountShape)).body

export const readSession = (http: Http, sessionId: string, signal?: AbortSignal): Promise<Answered<SessionRow>> =>
  apiOver(http).get('/v1/sessions/{sessionId}', { params: { sessionId }, signal }, sessionShape)

/** Every event of the session, oldest first. */
export const readSessionEvents = async (http: Http, sessionId: string, signal?: AbortSignal): Promise<LogEntry[]> => {
  const { body } = await apiOver(http).get(
    '/v1/sessions/{sessionId}/events',
    { params: { sessionId }, signal },
    entries,
  )
  return body.items
}

export const readAnomaly = async (http: Http, anomalyId: string, signal?: AbortSignal): Promise<AnomalyRow> => {
  const { body } = await apiOver(http).get('/v1/anomalies/{anomalyId}', { params: { anomalyId }, signal }, anomalyShape)
  return body
}
