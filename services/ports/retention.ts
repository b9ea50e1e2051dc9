import type { Position } from '#events/envelope.ts'
import type { RetentionEvent } from '#events/retention/events.ts'

/** What retention asks of the views. services/projections answers it; the composition root connects both. */

/** Null: kept. ISO 8601; `countsBefore` is the beginning of a quarter of an hour. */
export interface RetentionLimits {
  rowsBefore: string | null
  countsBefore: string | null
}

/** A step of retention, small enough to be applied between two batches of the projector without anybody's noticing. */
export type Retirement = RetentionEvent['data']

/** What is due next; null: nothing is. `position`: how far the views had read. Counts over all rows of the tenant. */
export type FindDue = (
  tenantId: string,
  limits: RetentionLimits,
) => Promise<{ position: Position; due: Retirement | null }>
