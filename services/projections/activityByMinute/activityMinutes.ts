import { activityCounters } from '#events/live/activityCounters.ts'
import type { ActivityMinute } from '#events/live/rows.ts'
import type { Snapshot } from '../queries/snapshot.ts'

/** Each row is a whole minute; days are UTC days. */
export const activityMinutes = async (
  snapshot: Snapshot,
  tenantId: string,
  minutes: readonly string[],
): Promise<ActivityMinute[]> => {
  if (minutes.length === 0) return []
  const { rows } = await snapshot.query<ActivityMinute>(
    `select minute, ${activityCounters.join(', ')} from activity_by_minute
     where tenant_id = $1 and minute = any ($2::timestamptz[]) order by minute`,
    [tenantId, minutes],
  )
  return rows
}
