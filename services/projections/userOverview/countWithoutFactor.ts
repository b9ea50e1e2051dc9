import type { CountWithoutFactor } from '#services/ports/operationViews.ts'
import { inTenant } from '#services/postgres/transaction.ts'
import type { ViewsAsked } from '../queries/viewsAsked.ts'

export const countWithoutFactor =
  ({ databases }: Pick<ViewsAsked, 'databases'>): CountWithoutFactor =>
  (tenantId, roles) =>
    inTenant(databases.endings, tenantId, async (connection) => {
      const { rows } = await connection.query<{ people: number }>(
        `select count(*) as people from user_overview
         where tenant_id = $1 and status = 'active' and roles && $2
           and json_array_length(factors) = 0`,
        [tenantId, roles],
      )
      return rows[0]!.people
    })
