import type { Queryable } from '#services/postgres/queryable.ts'
import { invalidatedBy } from './projectSessions.ts'
import type { ViewEvent } from '../fold/viewEvent.ts'
import { arrayParameter } from '#services/postgres/binary/arrayParameter.ts'
import { uuid } from '#services/postgres/binary/wireTypes.ts'
import { keptColumns } from '../tables/loadRows.ts'
import { sessionListTable, type SessionListRow } from './sessionListTable.ts'

const columns = keptColumns(sessionListTable, 's')

const activeOfUsers = `select ${columns} from unnest($1::uuid[], $2::uuid[]) as given(tenant_id, user_id)
  join session_list s on s.tenant_id = given.tenant_id and s.user_id = given.user_id and s.status = 'active'`
const activeOfTenants = `select ${columns} from unnest($1::uuid[]) as given(tenant_id)
  join session_list s on s.tenant_id = given.tenant_id and s.status = 'active'`

interface Scope {
  tenantId: string
  userId: string | null
}

const activeSessionsOfUsers = async (database: Queryable, users: readonly Scope[]): Promise<SessionListRow[]> => {
  const tenantIds = arrayParameter(
    uuid,
    users.map(({ tenantId }) => tenantId),
  )
  const userIds = arrayParameter(
    uuid,
    users.map(({ userId }) => userId),
  )
  const statement = { name: 'active-of-users', text: activeOfUsers, values: [tenantIds, userIds] }
  return (await database.query<SessionListRow>(statement)).rows
}

const activeSessionsOfTenants = async (
  database: Queryable,
  tenantIds: readonly string[],
): Promise<SessionListRow[]> => {
  const statement = { name: 'active-of-tenants', text: activeOfTenants, values: [arrayParameter(uuid, tenantIds)] }
  return (await database.query<SessionListRow>(statement)).rows
}

/** Loads the active sessions that a user- or tenant-wide event among these may end. */
export const loadInvalidated = async (database: Queryable, events: readonly ViewEvent[]): Promise<SessionListRow[]> => {
  const scopes = events.map(invalidatedBy).filter((scope) => scope !== null)
  const tenants = new Set(scopes.filter(({ userId }) => userId === null).map(({ tenantId }) => tenantId))
  const users = scopes.filter(({ tenantId, userId }) => userId !== null && !tenants.has(tenantId))
  return [
    ...(users.length === 0 ? [] : await activeSessionsOfUsers(database, users)),
    ...(tenants.size === 0 ? [] : await activeSessionsOfTenants(database, [...tenants])),
  ]
}
