import type { Queryable } from '#services/postgres/queryable.ts'
import type { LogHead } from '../fold/viewFold.ts'
import { arrayParameter } from '../tables/arrayParameter.ts'
import { uuid } from '../tables/columnTypes.ts'

/** The last line of each tenant's log; tenants without one are absent. */
export const loadLogHeads = async (database: Queryable, tenantIds: ReadonlySet<string>): Promise<LogHead[]> => {
  const { rows } = await database.query<LogHead>({
    name: 'log-heads',
    text: `select given.tenant_id as "tenantId", last.number, last.position
           from unnest($1::uuid[]) as given(tenant_id)
           cross join lateral (
             select number, position from session_log l where l.tenant_id = given.tenant_id order by number desc limit 1
           ) last`,
    values: [arrayParameter(uuid, [...tenantIds])],
  })
  return rows
}
