import { generationsTable, type GenerationRow, type RevocationRow, wholeTenant } from './revocationTables.ts'
import { rowKey } from '../tables/viewTable.ts'
import type { Projection } from '../fold/projection.ts'
import type { ViewEvent } from '../fold/viewEvent.ts'

/** Clocks of those who verify tokens may differ by this much. Seconds. */
const clockToleranceSeconds = 60
/** Access tokens live this long under the policy a tenant starts with. Seconds. */
const leastAccessSeconds = 1_800

const generationOf = (event: ViewEvent): string | null => {
  switch (event.type) {
    case 'SessionsInvalidated':
      return event.data.userId ?? wholeTenant
    case 'UserDisabled':
    case 'CredentialChanged':
    case 'MemberRoleChanged':
      return event.data.userId
    case 'PolicyChanged':
      return wholeTenant
    default:
      return null
  }
}

/** How many events outdate the tokens of a user, of a whole tenant; and how long a tenant's access tokens could ever live. */
export const generations: Projection<GenerationRow> = {
  view: 'revocations',
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

/** Tenants whose longest access lifetime a revocation of this event depends on. */
export const endsSession = (event: ViewEvent): boolean =>
  event.type === 'SessionLoggedOut' || event.type === 'SessionRevoked' || event.type === 'SessionExpired'

const causeOf = (event: ViewEvent): { cause: string; endedAt: string } | null => {
  switch (event.type) {
    case 'SessionLoggedOut':
      return { cause: event.data.by, endedAt: event.at }
    case 'SessionRevoked':
      return { cause: event.data.cause, endedAt: event.at }
    case 'SessionExpired':
      return { cause: event.data.kind, endedAt: event.data.expiredAt }
    default:
      return null
  }
}

/**
 * An ended session, kept while an access token of it could be good. Reads nothing that is sealed: a missing key must
 * never let an ended session pass.
 */
export const revocationOf = (event: ViewEvent, tenant: GenerationRow | undefined): RevocationRow | null => {
  const end = causeOf(event)
  if (end === null || !('sessionId' in event.data)) return null
  const seconds = Math.max(leastAccessSeconds, tenant?.longestAccessSeconds ?? 0) + clockToleranceSeconds
  return {
    tenantId: event.tenantId,
    sessionId: String(event.data.sessionId),
    ...end,
    keepUntil: new Date(Date.parse(end.endedAt) + seconds * 1000).toISOString(),
  }
}
