import { uuid } from '#services/postgres/binary/wireTypes.ts'
import { arrayParameter } from '#services/postgres/binary/arrayParameter.ts'
import type { Changed } from '#services/ports/changes.ts'
import type { Queryable } from '#services/postgres/queryable.ts'

interface ErasedSessions {
  tenantId: string
  sessions: string[]
}

/**
 * Adds the sessions of erased people to what changed in their tenants. A frame covers positions, and erasing moves none,
 * so open pages hear of it with the tenant's next event.
 */
export const tellErased = async (connection: Queryable, changes: Map<string, Changed>): Promise<void> => {
  const { rows } = await connection.query<ErasedSessions>({
    name: 'tell-erased',
    text: `with told as (
        update forgotten_people set told_at = now()
        where erased_at is not null and told_at is null and tenant_id = any ($1::uuid[]) returning tenant_id, user_id
      )
      select s.tenant_id as "tenantId", array_agg(s.session_id::text) as sessions
      from told join session_list s using (tenant_id, user_id) group by s.tenant_id`,
    values: [arrayParameter(uuid, [...changes.keys()])],
  })
  for (const { tenantId, sessions } of rows) {
    const changed = changes.get(tenantId) ?? {}
    changes.set(tenantId, { ...changed, sessions: [...new Set([...(changed.sessions ?? []), ...sessions])] })
  }
}
