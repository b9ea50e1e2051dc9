import { effectOf, isSessionEnding, keepUntil } from '#events/session/endings.ts'
import { generationsTable, type GenerationRow, type RevocationRow, wholeTenant } from './revocationTables.ts'
import { rowKey } from '../tables/viewTable.ts'
import type { Projection } from '../fold/projection.ts'
import type { ViewEvent } from '../fold/viewEvent.ts'

const generationOf = (event: ViewEvent): string | null => {
  if (event.type === 'PolicyChanged') return wholeTenant
  const effect = effectOf(event)
  return effect === null || effect.scope === 'session' ? null : (effect.userId ?? wholeTenant)
}

/** How many events outdate the tokens of a user, of a whole tenant; and how long a tenant's access tokens could ever live. */
export const generations: Projection<GenerationRow> = {
  table: generationsTable,
  touches(event) {
    const userId = generationOf(event)
    return userId === null ? [] : [rowKey(event.tenantId, userId)]
  },
  project(event, rows) {
    const userId = generationOf(event)
    if (userId === null) return []
    const { tenantId, position } = event
    const row = rows.get(rowKey(tenantId, userId)) ?? {
      tenantId,
      userId,
      count: 0,
      longestAccessSeconds: 0,
      position: 0,
    }
    if (position <= row.position) return []
    if (event.type !== 'PolicyChanged') return [{ ...row, count: row.count + 1, position }]
    return [{ ...row, longestAccessSeconds: Math.max(row.longestAccessSeconds, event.data.accessSeconds), position }]
  },
}

/**
 * An ended session, kept while an access token of it could be good. Reads nothing that is sealed: a missing key must
 * never let an ended session pass.
 */
export const revocationOf = (event: ViewEvent, tenant: GenerationRow | undefined): RevocationRow | null => {
  if (!isSessionEnding(event)) return null
  const { sessionId, cause, endedAt } = effectOf(event)
  return {
    tenantId: event.tenantId,
    sessionId: String(sessionId),
    cause,
    endedAt,
    keepUntil: new Date(keepUntil(endedAt, tenant?.longestAccessSeconds ?? 0)).toISOString(),
  }
}
