import { partOf, projectedView } from '../fold/projectedView.ts'
import { anomalyList } from './anomalyList.ts'
import { anomaliesByIds } from './anomalyRow.ts'

/** The anomalies that rules found. */
export const anomalyListView = projectedView(
  {
    name: 'anomaly_list',
    types: ['AnomalyRaised', 'AnomalyAnswered'],
    opens: ['AnomalyRaised'],
    frame: {
      member: 'anomalies',
      changes: { column: 'anomaly_ids', type: 'uuid[]' },
      async read({ snapshot, tenantId }, keys, frame) {
        frame.anomalies = await anomaliesByIds(snapshot, tenantId, keys.map(String))
      },
    },
  },
  partOf(anomalyList, ({ anomalyId }) => anomalyId),
)
