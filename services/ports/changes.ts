import type { Position } from '#events/envelope.ts'
import type { FrameRows } from '#events/live/frames.ts'

/** What realtime asks of the views. services/projections answers it; the composition root connects both. */

/** The key of a changed row: an id, a number in the tenant's log, or a minute. */
export type ChangedKey = string | number

/** Keys of a tenant's changed rows, by the member of the frame that carries such rows. Each list holds a key once. */
export type Changed = Readonly<Partial<Record<keyof FrameRows, readonly ChangedKey[]>>>

/** What one transaction of the projector changed for one tenant. It read the log from `from` (exclusive) to `to`. */
export interface TenantChange {
  tenantId: string
  from: Position
  to: Position
  changed: Changed
}

/**
 * Reads the changes of these tenants with `to` > `after`, in order. `covered`: how far the views have read, in the same
 * snapshot. `keptSince`: changes committed after that position are all still stored.
 */
export type ChangesSince = (request: {
  after: Position
  tenantIds: readonly string[]
}) => Promise<{ covered: Position; keptSince: Position; changes: TenantChange[] }>

/**
 * Which tenants' views have had people erased from them after that erasure, and the last erasure. Null asks for the last one
 * alone. Erasing moves no position, so no change tells of it.
 */
export type ErasedSince = (erasure: number | null) => Promise<{ erasure: number; tenantIds: string[] }>

/** Reads the named rows as committed now, in one snapshot. Ids that no longer exist are left out. */
export type ReadChanged = (tenantId: string, changed: Changed) => Promise<FrameRows>
