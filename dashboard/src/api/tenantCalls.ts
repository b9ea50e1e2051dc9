import type { ActivityMinute, AnomalyRow, LiveCounts, LogEntry } from '#events/live/rows.ts'
import { activityShape, liveCountsShape } from '#events/wire/analytics.ts'
import { anomalyShape } from '#events/wire/anomalies.ts'
import { entryShape } from '#events/wire/log.ts'
import { itemsOf, pageOf } from '#events/wire/page.ts'
import { apiOver } from './api.ts'
import type { Http } from './http.ts'
import type { Page } from './page.ts'

const minutes = itemsOf(activityShape)
const anomalies = pageOf(anomalyShape)
const entries = pageOf(entryShape)

/** What the overview reads of a tenant at first; later changes come by frames. */
export const tenantCalls = (http: Http) => {
  const api = apiOver(http)
  return {
    activity: async (from: string, to: string, signal: AbortSignal): Promise<ActivityMinute[]> => {
      const query = { from, to, bucket: 'minute' } as const
      return (await api.get('/v1/analytics/activity', { query, signal }, minutes)).body.items
    },
    counts: async (signal: AbortSignal): Promise<LiveCounts> =>
      (await api.get('/v1/analytics/distribution', { signal }, liveCountsShape)).body,
    anomalies: async (
      query: { cursor?: string | null; limit: number },
      signal?: AbortSignal,
    ): Promise<Page<AnomalyRow>> => (await api.get('/v1/anomalies', { query, signal }, anomalies)).body,
    log: async (
      query: { filter: string; cursor?: string | null; limit: number },
      signal?: AbortSignal,
    ): Promise<Page<LogEntry>> => (await api.get('/v1/log', { query, signal }, entries)).body,
  }
}
