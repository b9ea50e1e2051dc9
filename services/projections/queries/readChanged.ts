import type { ReadChanged } from '#services/ports/changes.ts'
import { activityMinutes } from '../activityByMinute/activity.ts'
import { anomaliesByIds } from '../anomalyList/anomalyRow.ts'
import { liveCounts } from '../liveDistribution/distribution.ts'
import { linesByNumbers } from '../sessionLog/linesOfLog.ts'
import type { ReadEntries } from '../sessionLog/readEntries.ts'
import { sessionsByIds } from '../sessionList/sessionsByIds.ts'
import { inSnapshot } from './snapshot.ts'
import type { ViewsAsked } from './viewsAsked.ts'

/** The rows a frame is made of. */
export const readChanged =
  ({ databases, clock, entries }: Omit<ViewsAsked, 'cursors'> & { entries: ReadEntries }): ReadChanged =>
  (tenantId, { sessionIds, logNumbers, anomalyIds, minutes }) =>
    inSnapshot(databases.app, tenantId, async (snapshot) => {
      const lines = await linesByNumbers(snapshot, tenantId, logNumbers)
      // The log answers on a connection of its own, meanwhile.
      const reads = [
        entries(snapshot, tenantId, lines),
        sessionsByIds(snapshot, tenantId, sessionIds),
        anomaliesByIds(snapshot, tenantId, anomalyIds),
        liveCounts(snapshot, tenantId, clock.now()),
        activityMinutes(snapshot, tenantId, minutes),
      ] as const
      // One that fails must not leave the others with a snapshot that is over.
      await Promise.allSettled(reads)
      const [log, sessions, anomalies, counts, activity] = await Promise.all(reads)
      return { sessions, log, anomalies, counts, activity }
    })
