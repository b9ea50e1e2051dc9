import { isBeforePlace } from '#events/retention/leaving.ts'
import type { SessionDraft } from '../sessionList/sessionDraft.ts'
import type { RetentionRow } from './retentionTable.ts'

/** From where a tenant's rows and counts are shown. */
export type ShownFrom = Pick<RetentionRow, 'endedBefore' | 'sessionBefore' | 'entriesBefore' | 'countsBefore'>

export const everything: ShownFrom = { endedBefore: null, sessionBefore: null, entriesBefore: 0, countsBefore: null }

/** Whether the session has left the list. One that is not drained yet has not: its own stream is to say first that it ended. */
export const isRetired = ({ known, undrained }: SessionDraft, { endedBefore, sessionBefore }: ShownFrom): boolean => {
  if (endedBefore === null || known.status === 'active' || undrained !== null) return false
  const { endedAt, sessionId } = known
  return endedAt !== null && isBeforePlace({ endedAt, sessionId }, { endedAt: endedBefore, sessionId: sessionBefore! })
}

/** The tenants that have lost counts, and what is counted from. */
export const countBounds = (rows: readonly RetentionRow[]): { tenantId: string; below: string }[] =>
  rows.flatMap(({ tenantId, countsBefore }) => (countsBefore === null ? [] : [{ tenantId, below: countsBefore }]))

export const isCountRetired = (instant: string, { countsBefore }: ShownFrom): boolean =>
  countsBefore !== null && instant < countsBefore
