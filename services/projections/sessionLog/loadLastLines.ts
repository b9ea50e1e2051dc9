import type { Queryable } from '#services/postgres/queryable.ts'
import { arrayParameter } from '#services/postgres/binary/arrayParameter.ts'
import { uuid } from '#services/postgres/binary/wireTypes.ts'
import { keptColumns } from '../tables/loadRows.ts'
import { type SessionLogRow, sessionLogTable } from './sessionLogTable.ts'

const statement = `select ${keptColumns(sessionLogTable, 'last')} from unnest($1::uuid[]) as given(tenant_id)
  cross join lateral (select * from session_log l where l.tenant_id = given.tenant_id order by number desc limit 1) last`

/** The last line of each tenant's log; tenants without one are absent. */
export const loadLastLines = async (database: Queryable, tenantIds: ReadonlySet<string>): Promise<SessionLogRow[]> => {
  const values = [arrayParameter(uuid, [...tenantIds])]
  return (await database.query<SessionLogRow>({ name: 'last-lines', text: statement, values })).rows
}
