import type { Position } from '#events/envelope.ts'
import type { RetentionEvent } from '#events/retention/events.ts'
import type { RetentionLimits } from '#events/retention/limitsOf.ts'

/** What retention asks of the views. services/projections answers it; the composition root connects both. */

/** A step of retention, small enough to be applied between two batches of the projector without anybody's noticing. */
export type Retirement = RetentionEvent['data']

/** What is due next; null: nothing is. `position`: how far the views had read. Counts over all rows of the tenant. */
export type FindDue = (
  tenantId: string,
  limits: RetentionLimits,
) => Promise<{ position: Position; due: Retirement | null }>

/** How much is due in all. */
export type CountDue = (tenantId: string, limits: RetentionLimits) => Promise<Retirement['removed']>
