import type { Policy } from '../tenant/policy/sections.ts'

/** Null: kept. ISO 8601. */
export interface RetentionLimits {
  rowsBefore: string | null
  countsBefore: string | null
}

const dayMs = 86_400_000

/**
 * What has left by now under a policy. Days are whole days in UTC, so what is removed was kept for that long at least, and the log tells of
 * it once a day.
 */
export const limitsOf = ({ rowsDays, countsDays }: Policy['retention'], now: number): RetentionLimits => {
  const midnight = Math.floor(now / dayMs) * dayMs
  const before = (days: number | null): string | null =>
    days === null ? null : new Date(midnight - days * dayMs).toISOString()
  return { rowsBefore: before(rowsDays), countsBefore: before(countsDays) }
}
