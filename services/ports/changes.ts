import type { Position } from '#events/envelope.ts'
import type { FrameRows } from '#events/live/frames.ts'

/** What realtime asks of the views; services/projections answers, the composition root wires. */

/** What a changed row is found by: an id, a number in the tenant's log, a minute. */
export type ChangedKey = string | number

/** What of a tenant's views changed, by the member of a frame that carries it. Each list holds a key once. */
export type Changed = Readonly<Partial<Record<keyof FrameRows, readonly ChangedKey[]>>>

/** What one transaction of the projector changed for one tenant, having read the log from `from` (exclusive) to `to`. */
export interface TenantChange {
  tenantId: string
  from: Position
  to: Position
  changed: Changed
}

/**
 * Changes with `to` > `after` of these tenants, in order, and in the same snapshot how far the views have read (`covered`).
 * `keptSince`: nothing committed after that position has been thrown away yet.
 */
export type ChangesSince = (request: {
  after: Position
  tenantIds: readonly string[]
}) => Promise<{ covered: Position; keptSince: Position; changes: TenantChange[] }>

/** The rows named, as committed now, in one snapshot. Ids that no longer exist are left out. */
export type ReadChanged = (tenantId: string, changed: Changed) => Promise<FrameRows>
