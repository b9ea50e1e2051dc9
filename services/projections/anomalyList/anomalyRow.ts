import type { Evidence } from '#events/anomaly/evidence.ts'
import type { AnomalyRow } from '#events/live/rows.ts'
import { anomalyClaim } from '#events/text/anomalyClaim.ts'
import type { Snapshot } from '../queries/snapshot.ts'

export interface SelectedAnomaly extends Omit<AnomalyRow, 'user' | 'text'> {
  evidence: Evidence
  email: string | null
  name: string | null
}

/** Selects rows of `anomaly_list a`, each with its person, in the form that `anomalyRow` takes. */
export const selectAnomalies = `select a.anomaly_id as id, a.rule, a.rule_version as "ruleVersion", a.severity, a.at,
    a.user_id as "userId", a.session_ids as "sessionIds", a.cause_event_id as "causeEventId", a.evidence, a.answer, p.email, p.name
  from anomaly_list a left join user_overview p on p.tenant_id = a.tenant_id and p.user_id = a.user_id`

export const anomalyRow = (selected: SelectedAnomaly): AnomalyRow => {
  const { id, rule, ruleVersion, severity, at, userId, sessionIds, causeEventId, evidence, answer, email, name } =
    selected
  const user = email === null || name === null ? null : { email, name }
  const text = anomalyClaim(evidence, name || email || 'Somebody')
  return { id, rule, ruleVersion, severity, at, userId, user, sessionIds, causeEventId, evidence, text, answer }
}

/** The tenant's anomalies with these ids, oldest first. */
export const anomaliesByIds = async (
  snapshot: Snapshot,
  tenantId: string,
  anomalyIds: readonly string[],
): Promise<AnomalyRow[]> => {
  if (anomalyIds.length === 0) return []
  const { rows } = await snapshot.query<SelectedAnomaly>(
    `${selectAnomalies} where a.tenant_id = $1 and a.anomaly_id = any ($2::uuid[]) order by a.at, a.anomaly_id`,
    [tenantId, anomalyIds],
  )
  return rows.map(anomalyRow)
}
