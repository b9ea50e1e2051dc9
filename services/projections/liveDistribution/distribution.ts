import type { Position } from '#events/envelope.ts'
import type { LiveCounts } from '#events/live/rows.ts'
import { inSnapshot } from '../queries/snapshot.ts'
import type { ViewsAsked } from '../queries/viewsAsked.ts'
import { liveCounts } from './liveCounts.ts'

export const distribution =
  ({ databases, clock }: Pick<ViewsAsked, 'databases' | 'clock'>) =>
  (tenantId: string): Promise<{ counts: LiveCounts; position: Position }> =>
    inSnapshot(databases.reads, tenantId, async (snapshot) => ({
      counts: await liveCounts(snapshot, tenantId, clock.now()),
      position: snapshot.position,
    }))
