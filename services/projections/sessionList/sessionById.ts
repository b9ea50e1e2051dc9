import type { Position } from '#events/envelope.ts'
import type { SessionRow } from '#events/live/rows.ts'
import { sessionsByIds } from './sessionsByIds.ts'
import { inSnapshot } from '../queries/snapshot.ts'
import type { ViewsAsked } from '../queries/viewsAsked.ts'

/** Null when the tenant has no session with this id. */
export const sessionById =
  ({ databases }: Pick<ViewsAsked, 'databases'>) =>
  (tenantId: string, sessionId: string): Promise<{ session: SessionRow | null; position: Position }> =>
    inSnapshot(databases.reads, tenantId, async (snapshot) => ({
      session: (await sessionsByIds(snapshot, tenantId, [sessionId]))[0] ?? null,
      position: snapshot.position,
    }))
