import { inTenant } from '#services/postgres/transaction.ts'
import type { OpenInvites } from '#services/ports/endings.ts'
import type { ViewsAsked } from '../queries/viewsAsked.ts'

/** The people whom this person has invited and who have not come in yet. */
export const openInvites =
  ({ databases }: Pick<ViewsAsked, 'databases'>): OpenInvites =>
  (tenantId, userId) =>
    inTenant(databases.endings, tenantId, async (connection) => {
      const { rows } = await connection.query<{ id: string }>(
        'select user_id as id from user_overview where tenant_id = $1 and invited_by = $2 order by user_id',
        [tenantId, userId],
      )
      return rows.map(({ id }) => id)
    })
