import type { Position } from '#events/envelope.ts'
import type { ActivityMinute, AnomalyRow, LiveCounts, LogEntry, SessionRow } from '#events/live/rows.ts'

/** What realtime asks of the views; services/projections answers, the composition root wires. */

/** What of a tenant's views changed. Each list holds an id once. */
export interface Changed {
  sessionIds: string[]
  logNumbers: number[]
  anomalyIds: string[]
  /** Minutes of `activity_by_minute`, ISO 8601. */
  minutes: string[]
}

/** What one transaction of the projector changed for one tenant, having read the log from `from` (exclusive) to `to`. */
export interface TenantChange extends Changed {
  tenantId: string
  from: Position
  to: Position
}

/**
 * Changes with `to` > `after` of these tenants, in order, and in the same snapshot how far the views have read (`covered`).
 * `keptSince`: nothing committed after that position has been thrown away yet.
 */
export type ChangesSince = (request: {
  after: Position
  tenantIds: readonly string[]
}) => Promise<{ covered: Position; keptSince: Position; changes: TenantChange[] }>

interface ChangedRows {
  sessions: SessionRow[]
  log: LogEntry[]
  anomalies: AnomalyRow[]
  counts: LiveCounts
  activity: ActivityMinute[]
}

/** The rows named, as committed now, in one snapshot. Ids that no longer exist are left out. */
export type ReadChanged = (tenantId: string, changed: Changed) => Promise<ChangedRows>
