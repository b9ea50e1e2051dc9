import type { Queryable } from '#services/postgres/queryable.ts'
import { invalidatedBy } from '../fold/sessionList.ts'
import type { ViewEvent } from '../fold/viewEvent.ts'
import { arrayParameter } from '../tables/arrayParameter.ts'
import { uuid } from '../tables/columnTypes.ts'
import { keptColumns } from '../tables/loadRows.ts'
import { sessionListTable, type SessionListRow } from '../tables/sessionListTable.ts'
import type { ViewTable } from '../tables/viewTable.ts'

const columns = keptColumns(sessionListTable as unknown as ViewTable<never>, 's')

const activeOfUsers = `select ${columns} from unnest($1::uuid[], $2::uuid[]) as given(tenant_id, user_id)
  join session_list s on s.tenant_id = given.tenant_id and s.user_id = given.user_id and s.status = 'active'`
const activeOfTenants = `select ${columns} from unnest($1::uuid[]) as given(tenant_id)
  join session_list s on s.tenant_id = given.tenant_id and s.status = 'active'`

/** Active sessions that a user- or tenant-wide event among these may end. */
export const loadInvalidated = async (database: Queryable, events: readonly ViewEvent[]): Promise<SessionListRow[]> => {
  const scopes = events.map(invalidatedBy).filter((scope) => scope !== null)
  const tenants = new Set(scopes.filter(({ userId }) => userId === null).map(({ tenantId }) => tenantId))
  const users = scopes.filter(({ tenantId, userId }) => userId !== null && !tenants.has(tenantId))
  const rows: SessionListRow[] = []
  if (users.length > 0) {
    const values = [
      arrayParameter(
        uuid,
        users.map(({ tenantId }) => tenantId),
      ),
      arrayParameter(
        uuid,
        users.map(({ userId }) => userId),
      ),
    ]
    rows.push(...(await database.query<SessionListRow>({ name: 'active-of-users', text: activeOfUsers, values })).rows)
  }
  if (tenants.size > 0) {
    const values = [arrayParameter(uuid, [...tenants])]
    rows.push(
      ...(await database.query<SessionListRow>({ name: 'active-of-tenants', text: activeOfTenants, values })).rows,
    )
  }
  return rows
}
