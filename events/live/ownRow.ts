import type { SessionRow } from './rows.ts'

/**
 * What a person sees of a session of their own: nothing that was written or found out about them, not even the name of a
 * rule. Whoever holds a stolen session sees it too.
 */
export const ownRow = (row: SessionRow): SessionRow => ({
  ...row,
  reason: null,
  risk: 0,
  anomalies: [],
  anomalyRules: [],
  endedBy: row.endedBy === null ? null : { kind: row.endedBy.kind, id: row.endedBy.kind, name: null },
})
