import type { Evidence } from '#events/anomaly/evidence.ts'
import type { AnomalyRow } from '#events/live/rows.ts'
import { bigint, instant, integer, json, text, uuid, uuids } from '../tables/columnTypes.ts'
import { type RowOf, viewTable } from '../tables/viewTable.ts'

const kept = {
  tenantId: uuid,
  anomalyId: uuid,
  rule: text,
  ruleVersion: integer,
  severity: integer,
  at: instant,
  userId: uuid,
  sessionIds: uuids,
  causeEventId: uuid,
  evidence: json<Evidence>(),
  position: bigint,
  answer: json<AnomalyRow['answer']>(),
}
export type AnomalyListRow = RowOf<typeof kept>
export const anomalyListTable = viewTable('anomaly_list', kept, ['tenantId', 'anomalyId'])
