import type { Position } from '#events/envelope.ts'
import { personColumns, type PersonRow, personRow, type SelectedPerson } from './personRow.ts'
import { inSnapshot } from '../queries/snapshot.ts'
import type { ViewsAsked } from '../queries/viewsAsked.ts'

/** Null when the tenant has no person with this id. */
export const personById =
  ({ databases, clock }: Pick<ViewsAsked, 'databases' | 'clock'>) =>
  (tenantId: string, userId: string): Promise<{ person: PersonRow | null; position: Position }> =>
    inSnapshot(databases.reads, tenantId, async (snapshot) => {
      const { rows } = await snapshot.query<SelectedPerson>(
        `select ${personColumns} from user_overview u where u.tenant_id = $1 and u.user_id = $2`,
        [tenantId, userId],
      )
      return { person: rows[0] === undefined ? null : personRow(rows[0], clock.now()), position: snapshot.position }
    })
