import type { ReadChanged } from '#services/changes.ts'
import { activityMinutes } from './activity.ts'
import { anomaliesByIds } from './anomalyRow.ts'
import { liveCounts } from './distribution.ts'
import { linesByNumbers } from './linesOfLog.ts'
import type { ReadEntries } from './readEntries.ts'
import { sessionsByIds } from './sessionsByIds.ts'
import { inSnapshot } from './snapshot.ts'
import type { ViewsAsked } from './viewsAsked.ts'

/** The rows a frame is made of. */
export const readChanged =
  ({ databases, clock, entries }: Omit<ViewsAsked, 'cursors'> & { entries: ReadEntries }): ReadChanged =>
  (tenantId, { sessionIds, logNumbers, anomalyIds, minutes }) =>
    inSnapshot(databases.app, tenantId, async (snapshot) => ({
      sessions: await sessionsByIds(snapshot, tenantId, sessionIds),
      log: await entries(snapshot, tenantId, await linesByNumbers(snapshot, tenantId, logNumbers)),
      anomalies: await anomaliesByIds(snapshot, tenantId, anomalyIds),
      counts: await liveCounts(snapshot, tenantId, clock.now()),
      activity: await activityMinutes(snapshot, tenantId, minutes),
    }))
