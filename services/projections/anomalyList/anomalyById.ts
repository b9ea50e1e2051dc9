import type { Position } from '#events/envelope.ts'
import type { AnomalyRow } from '#events/live/rows.ts'
import { anomaliesByIds } from './anomalyRow.ts'
import { inSnapshot } from '../queries/snapshot.ts'
import type { ViewsAsked } from '../queries/viewsAsked.ts'

/** Null when the tenant has no anomaly with this id. */
export const anomalyById =
  ({ databases }: Pick<ViewsAsked, 'databases'>) =>
  (tenantId: string, anomalyId: string): Promise<{ anomaly: AnomalyRow | null; position: Position }> =>
    inSnapshot(databases.reads, tenantId, async (snapshot) => ({
      anomaly: (await anomaliesByIds(snapshot, tenantId, [anomalyId]))[0] ?? null,
      position: snapshot.position,
    }))
