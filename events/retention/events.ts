import { z } from 'zod'
import { defineEvent, type EventOf } from '../domainEvent.ts'
import { idSchema, instantSchema } from '../freeText.ts'

const count = z.int().nonnegative()

/**
 * Rows and counts have left the views for good. Each bound is exclusive and null where it did not move; none ever moves back, so
 * a rebuild, and a policy that keeps more from now on, bring nothing back. The log keeps every event.
 */
export const recordsRetired = defineEvent(
  'RecordsRetired',
  1,
  z.strictObject({
    /** What the removed sessions ended before, and the removed entries happened before, at the latest. */
    rowsBefore: instantSchema.nullable(),
    /** Ended sessions before this place are not listed, in the order of their ends and then of their ids. */
    sessionsBefore: z.strictObject({ endedAt: instantSchema, sessionId: idSchema }).nullable(),
    /** Entries with lower numbers are not listed. */
    entriesBefore: z.int().positive().nullable(),
    /** The beginning of a quarter of an hour. What was counted before is not counted any more. */
    countsBefore: instantSchema.nullable(),
    /** How many rows the views had below the bounds when that was decided. */
    removed: z.strictObject({
      sessions: count,
      entries: count,
      /** Minutes of the tenant in which something was counted. */
      minutes: count,
      /** Quarters of an hour in which a person was seen. */
      quarters: count,
    }),
  }),
  () => null,
)

export const retentionEvents = [recordsRetired] as const
export type RetentionEvent = EventOf<(typeof retentionEvents)[number]>
