import type { EventType } from '#events/catalogue.ts'
import { effectiveTypes, keepUntil } from '#events/session/endings.ts'
import { accessTypes } from '#events/tenant/policy/accessSeconds.ts'
import type { Change, SeenEvent } from './seenEvent.ts'

/** An ended session, kept while one of its access tokens may be unexpired. */
export interface EndedRow {
  tenantId: string
  sessionId: string
  cause: string
  /** ISO 8601, like `keepUntil`. */
  endedAt: string
  keepUntil: string
}

/** What to add to the counts of a user, or of the whole tenant with `userId` null. */
export interface GenerationRow {
  tenantId: string
  userId: string | null
  /** Number of events that outdate tokens. */
  count: number
  longestAccessSeconds: number
}

export interface FoldedEndings {
  ended: EndedRow[]
  generations: GenerationRow[]
}

/** Types of event that change the ended set. */
export const endedSetTypes: readonly EventType[] = [...effectiveTypes, ...accessTypes]

const keyOf = (tenantId: string, userId: string | null): string => `${tenantId} ${userId ?? ''}`

/**
 * Computes what a run of events adds to the ended set. Pure.
 * @param longestOf the longest access token lifetime of a tenant before the run, in seconds
 */
export const foldEndings = (
  events: readonly Pick<SeenEvent, 'tenantId' | 'at' | 'change'>[],
  longestOf: (tenantId: string) => number,
): FoldedEndings => {
  const ended: EndedRow[] = []
  const generations = new Map<string, GenerationRow>()
  const rowOf = (tenantId: string, userId: string | null): GenerationRow => {
    const key = keyOf(tenantId, userId)
    const longestAccessSeconds = userId === null ? longestOf(tenantId) : 0
    const row = generations.get(key) ?? { tenantId, userId, count: 0, longestAccessSeconds }
    generations.set(key, row)
    return row
  }
  const longest = (tenantId: string): number =>
    generations.get(keyOf(tenantId, null))?.longestAccessSeconds ?? longestOf(tenantId)

  const apply = (tenantId: string, at: string, change: Change): void => {
    switch (change.kind) {
      case 'ended': {
        const { sessionId, cause, endedAt } = change
        const until = new Date(keepUntil(at, longest(tenantId))).toISOString()
        ended.push({ tenantId, sessionId, cause, endedAt, keepUntil: until })
        return
      }
      case 'outdated':
        rowOf(tenantId, change.userId).count += 1
        return
      case 'policy': {
        const row = rowOf(tenantId, null)
        row.longestAccessSeconds = Math.max(row.longestAccessSeconds, change.accessSeconds)
      }
    }
  }
  for (const { tenantId, at, change } of events) if (change !== null) apply(tenantId, at, change)
  return { ended, generations: [...generations.values()] }
}
