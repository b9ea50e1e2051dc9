import { type AnomalyListRow, anomalyListTable } from './anomalyListTable.ts'
import { rowKey } from '../tables/viewTable.ts'
import type { Projection } from '../fold/projection.ts'
import { opened } from '../fold/viewEvent.ts'

export const anomalyList: Projection<AnomalyListRow> = {
  table: anomalyListTable,
  touches: (event) => (event.type === 'AnomalyRaised' ? [rowKey(event.tenantId, event.data.anomalyId)] : []),
  project(event, rows) {
    if (event.type !== 'AnomalyRaised') return []
    const { anomalyId, rule, ruleVersion, severity, userId, sessionIds, causeEventId, evidence } = opened(event).data
    if (rows.get(rowKey(event.tenantId, anomalyId)) !== undefined) return []
    const { tenantId, at, position } = event
    return [
      { tenantId, anomalyId, rule, ruleVersion, severity, at, userId, sessionIds, causeEventId, evidence, position },
    ]
  },
}
