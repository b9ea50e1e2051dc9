import type { ActivityMinute, AnomalyRow, LiveCounts, LogEntry } from '#events/live/rows.ts'
import type { Http } from './http.ts'
import type { Page } from './page.ts'

/** What the overview reads of a tenant before frames take over. */
export const tenantCalls = (http: Http) => ({
  activity: async (from: string, to: string, signal: AbortSignal): Promise<ActivityMinute[]> => {
    const query = { from, to, bucket: 'minute' }
    return (await http.get<{ items: ActivityMinute[] }>('/v1/analytics/activity', { query, signal })).body.items
  },
  counts: async (signal: AbortSignal): Promise<LiveCounts> =>
    (await http.get<LiveCounts>('/v1/analytics/distribution', { signal })).body,
  anomalies: async (
    query: { cursor?: string | null; limit: number },
    signal?: AbortSignal,
  ): Promise<Page<AnomalyRow>> => (await http.get<Page<AnomalyRow>>('/v1/anomalies', { query, signal })).body,
  log: async (
    query: { filter: string; cursor?: string | null; limit: number },
    signal?: AbortSignal,
  ): Promise<Page<LogEntry>> => (await http.get<Page<LogEntry>>('/v1/log', { query, signal })).body,
})
