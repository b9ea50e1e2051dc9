import { arrayParameter } from '#services/postgres/binary/arrayParameter.ts'
import { timestamptz, uuid } from '#services/postgres/binary/wireTypes.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import type { ViewEvent } from '../fold/viewEvent.ts'
import { isRetirement } from '../retention/retire.ts'
import { keptColumns } from '../tables/loadRows.ts'
import { type SessionListRow, sessionListTable } from './sessionListTable.ts'

const statement = `select found.* from unnest($1::uuid[], $2::timestamptz[], $3::uuid[]) gone(tenant_id, ended_at, session_id)
  cross join lateral (
    select ${keptColumns(sessionListTable, 's')} from session_list s
    where s.tenant_id = gone.tenant_id and (s.ended_at, s.session_id) < (gone.ended_at, gone.session_id)
      and s.undrained is null offset 0
  ) found`

/** Loads the sessions that leave the list with these events. */
export const loadRetired = async (database: Queryable, events: readonly ViewEvent[]): Promise<SessionListRow[]> => {
  const bounds = events
    .filter(isRetirement)
    .flatMap(({ tenantId, data: { sessionsBefore } }) =>
      sessionsBefore === null ? [] : [{ tenantId, ...sessionsBefore }],
    )
  // The last of a tenant in a batch reaches furthest.
  const furthest = [...new Map(bounds.map((bound) => [bound.tenantId, bound])).values()]
  if (furthest.length === 0) return []
  const values = [
    arrayParameter(
      uuid,
      furthest.map(({ tenantId }) => tenantId),
    ),
    arrayParameter(
      timestamptz,
      furthest.map(({ endedAt }) => endedAt),
    ),
    arrayParameter(
      uuid,
      furthest.map(({ sessionId }) => sessionId),
    ),
  ]
  return (await database.query<SessionListRow>({ name: 'retired-sessions', text: statement, values })).rows
}
