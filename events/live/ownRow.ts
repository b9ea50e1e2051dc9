import type { SessionRow } from './rows.ts'

/**
 * What a person sees of their own session: nothing that others wrote or found out about them, not even the name of a rule, because
 * somebody who holds a stolen session sees it too.
 */
export const ownRow = (row: SessionRow): SessionRow => ({
  ...row,
  reason: null,
  risk: 0,
  anomalies: [],
  anomalyRules: [],
  endedBy: row.endedBy === null ? null : { kind: row.endedBy.kind, id: row.endedBy.kind, name: null },
})
