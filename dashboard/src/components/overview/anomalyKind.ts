import type { AnomalyRow } from '#events/live/rows.ts'
import { tenantCalls } from '../../api/tenantCalls.ts'
import type { Connections } from '../../connections.ts'
import type { RowKind } from '../list/rowKind.ts'

/** Anomalies as a live list, newest first. */
export const anomalyKind = (http: Connections['http']): RowKind<AnomalyRow> => ({
  idOf: ({ id }) => id,
  async read({ cursor, limit }, signal) {
    const { items, nextCursor } = await tenantCalls(http).anomalies({ cursor, limit }, signal)
    return { rows: items, next: nextCursor, position: null }
  },
  inFrame: ({ anomalies }) => anomalies,
  predicateOf: () => () => true,
  compareBy: () => (one, other) => other.at.localeCompare(one.at) || other.id.localeCompare(one.id),
  isOlder: () => false,
  changedColumns: () => [],
  isNew: (anomaly, readAt) => anomaly.at >= readAt,
})
