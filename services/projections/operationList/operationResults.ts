import { type OperationResultRow, operationResultsTable } from './operationTables.ts'
import { rowKey } from '../tables/viewTable.ts'
import { isOperationEvent, type ViewOperationEvent } from './operationList.ts'
import type { Projection } from '../fold/projection.ts'

/** The sessions of an operation that the event names. */
const namedSessions = (event: ViewOperationEvent): readonly string[] => {
  switch (event.type) {
    case 'OperationStarted':
      return event.data.sessionIds
    case 'OperationSessionEnded':
      return [event.data.sessionId]
    case 'EffectMeasured':
      return event.data.sessions.map(({ sessionId }) => sessionId)
    case 'OperationFinished':
      return []
  }
}

const changed = (row: OperationResultRow, event: ViewOperationEvent): OperationResultRow => {
  switch (event.type) {
    case 'OperationSessionEnded':
      return { ...row, outcome: event.data.outcome, at: event.at, revision: event.revision }
    case 'EffectMeasured': {
      const measured = event.data.sessions.find(({ sessionId }) => sessionId === row.sessionId)
      return { ...row, closedAfterMs: measured?.closedAfterMs ?? null, revision: event.revision }
    }
    case 'OperationStarted':
    case 'OperationFinished':
      return row
  }
}

export const operationResults: Projection<OperationResultRow> = {
  table: operationResultsTable,
  rowBytes: 400,
  touches(event) {
    if (!isOperationEvent(event)) return []
    return namedSessions(event).map((sessionId) => rowKey(event.tenantId, event.data.operationId, sessionId))
  },
  project(event, rows) {
    if (!isOperationEvent(event)) return []
    const { tenantId, revision } = event
    const { operationId } = event.data
    return namedSessions(event).flatMap((sessionId, ordinal): OperationResultRow[] => {
      const row = rows.get(rowKey(tenantId, operationId, sessionId))
      if (row !== undefined) return revision <= row.revision ? [] : [changed(row, event)]
      if (event.type !== 'OperationStarted') return []
      return [
        { tenantId, operationId, sessionId, ordinal, outcome: 'waiting', at: null, closedAfterMs: null, revision },
      ]
    })
  },
}
