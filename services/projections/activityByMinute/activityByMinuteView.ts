import { partOf, projectedView } from '../fold/projectedView.ts'
import { activityByMinute, countedTypes } from './activityByMinute.ts'
import { activityMinutes } from './activityMinutes.ts'

/** Counts what happened in each minute. */
export const activityByMinuteView = projectedView(
  {
    name: 'activity_by_minute',
    types: countedTypes,
    opens: [],
    frame: {
      member: 'activity',
      changes: { column: 'minutes', type: 'timestamptz[]' },
      async read({ snapshot, tenantId }, keys, frame) {
        frame.activity = await activityMinutes(snapshot, tenantId, keys.map(String))
      },
    },
  },
  partOf(activityByMinute, ({ minute }) => minute),
)
