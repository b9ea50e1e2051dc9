import type { SessionRow } from '#events/live/rows.ts'
import type { RaisedAnomaly } from '../fold/raisedAnomalies.ts'

/** SQL for the name of the person whose id a text column holds; null when the text is no person's id. */
export const nameOfPerson = (idColumn: string, tenantId: string): string =>
  `(select p.name from user_overview p where p.tenant_id = ${tenantId} and p.user_id =
     case when ${idColumn} ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then ${idColumn}::uuid end)`

/** The columns of `session_list s` that `sessionRow` takes. */
export const sessionColumns = `s.session_id as id, s.user_id as "userId", s.person as "user", s.status,
  s.started_at as "startedAt", s.last_active_at as "lastActiveAt",
  s.idle_expires_at as "idleExpiresAt", s.absolute_expires_at as "absoluteExpiresAt",
  s.ended_at as "endedAt", s.cause, s.reason, s.message,
  s.ended_by_kind as "endedByKind", s.ended_by_id as "endedById",
  ${nameOfPerson('s.ended_by_id', 's.tenant_id')} as "endedByName",
  s.client, s.methods, s.proofs, s.auth_time as "authTime", s.device, s.first_seen as first, s.last_seen as last,
  s.refreshes, s.risk, s.anomalies as raised, s.revision`

export interface SelectedSession extends Omit<SessionRow, 'endedBy' | 'anomalies' | 'anomalyRules'> {
  endedByKind: string | null
  endedById: string | null
  endedByName: string | null
  raised: RaisedAnomaly[]
}

export const sessionRow = (selected: SelectedSession): SessionRow => {
  const { id, userId, user, status, startedAt, lastActiveAt, idleExpiresAt, absoluteExpiresAt } = selected
  const { endedAt, cause, reason, message, endedByKind, endedById, endedByName } = selected
  const { client, methods, proofs, authTime, device, first, last, refreshes, risk, raised, revision } = selected
  return {
    id,
    userId,
    user,
    status,
    startedAt,
    lastActiveAt,
    idleExpiresAt,
    absoluteExpiresAt,
    endedAt,
    cause,
    reason,
    message,
    endedBy: endedByKind === null ? null : { kind: endedByKind, id: endedById ?? '', name: endedByName },
    client,
    methods,
    proofs,
    authTime,
    device,
    first,
    last,
    refreshes,
    risk,
    anomalies: raised.map(({ id }) => id),
    anomalyRules: [...new Set(raised.map(({ rule }) => rule))],
    revision,
  }
}
