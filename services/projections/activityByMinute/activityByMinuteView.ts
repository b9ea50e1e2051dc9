import { loadInto, touchedBy } from '../fold/projectedView.ts'
import type { View } from '../fold/view.ts'
import { retentionView } from '../retention/retentionView.ts'
import { activityByMinute, countedTypes } from './activityByMinute.ts'
import { activityMinutes } from './activityMinutes.ts'
import { foldMinutes } from './foldMinutes.ts'

/** Counts what happened in each minute. */
export const activityByMinuteView: View = {
  name: 'activity_by_minute',
  tables: [activityByMinute.table],
  follows: [retentionView],
  types: countedTypes,
  opens: [],
  load: (loading) => loadInto(loading, activityByMinute.table, touchedBy(activityByMinute, loading.events)),
  fold: foldMinutes,
  frame: {
    member: 'activity',
    changes: { column: 'minutes', type: 'timestamptz[]' },
    async read({ snapshot, tenantId }, keys, frame) {
      frame.activity = await activityMinutes(snapshot, tenantId, keys.map(String))
    },
  },
}
