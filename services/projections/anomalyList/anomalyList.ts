import { isOneOf } from '#events/isOneOf.ts'
import { type AnomalyListRow, anomalyListTable } from './anomalyListTable.ts'
import { rowKey } from '../tables/viewTable.ts'
import type { Projection } from '../fold/projection.ts'
import { opened, type ViewEventOf } from '../fold/viewEvent.ts'

const isOfAnomaly = isOneOf('AnomalyRaised', 'AnomalyAnswered')

const raisedRow = (event: ViewEventOf<'AnomalyRaised'>): AnomalyListRow => {
  const { anomalyId, rule, ruleVersion, severity, userId, sessionIds, causeEventId, evidence } = opened(event).data
  const { tenantId, at, position } = event
  const found = { rule, ruleVersion, severity, at, userId, sessionIds, causeEventId, evidence }
  return { tenantId, anomalyId, ...found, position, answer: null }
}

export const anomalyList: Projection<AnomalyListRow> = {
  table: anomalyListTable,
  rowBytes: 1_000,
  touches: (event) => (isOfAnomaly(event) ? [rowKey(event.tenantId, event.data.anomalyId)] : []),
  project(event, rows) {
    if (!isOfAnomaly(event)) return []
    const row = rows.get(rowKey(event.tenantId, event.data.anomalyId))
    if (event.type === 'AnomalyRaised') return row === undefined ? [raisedRow(event)] : []
    const { action, did, why, operationId } = event.data
    return row === undefined ? [] : [{ ...row, answer: { at: event.at, action, did, why, operationId } }]
  },
}
