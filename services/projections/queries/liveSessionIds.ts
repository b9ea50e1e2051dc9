import { inTenant } from '#services/postgres/transaction.ts'
import type { LiveSessionIds } from '#services/revocations.ts'
import type { ViewsAsked } from './viewsAsked.ts'

export const liveSessionIds =
  ({ databases }: Pick<ViewsAsked, 'databases'>): LiveSessionIds =>
  (tenantId, userId) =>
    inTenant(databases.app, tenantId, async (connection) => {
      const { rows } = await connection.query<{ id: string }>(
        `select session_id as id from session_list
         where tenant_id = $1 and user_id = $2 and status = 'active' order by started_at, session_id`,
        [tenantId, userId],
      )
      return rows.map(({ id }) => id)
    })
