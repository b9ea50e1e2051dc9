import type { Clock } from '#services/ambient/clock.ts'
import type { TenantUse } from '#services/ports/tenantViews.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { lastNumberBefore } from '../sessionLog/timeOfLog.ts'

interface Counted {
  tenantId: string
  liveSessions: number
  eventsPerDay: number
}

/**
 * A tenant's events are numbered without a gap, so today's are the newest number less the last of the days before. Refused
 * sign-ins are left out: strangers cause them, who could fill a quota.
 */
const statement = `select asked.tenant_id as "tenantId",
    coalesce((select active from live_distribution d
      where d.tenant_id = asked.tenant_id and d.facet = 'all' and d.value = ''), 0) as "liveSessions",
    greatest(0, coalesce((select max(number) from session_log l where l.tenant_id = asked.tenant_id), 0)
      - ${lastNumberBefore('$2::timestamptz', 'asked.tenant_id')}
      - coalesce((select sum(failures) from activity_by_minute m
        where m.tenant_id = asked.tenant_id and m.minute >= $2), 0))::bigint as "eventsPerDay"
  from unnest($1::uuid[]) asked(tenant_id)`

const midnight = (now: number): string => `${new Date(now).toISOString().slice(0, 10)}T00:00:00.000Z`

/** Counts for several tenants at once, so it runs on the writer's login. */
export const tenantUse =
  (writer: Queryable, clock: Clock): TenantUse =>
  async (tenantIds) => {
    const { rows } = await writer.query<Counted>(statement, [tenantIds, midnight(clock.now())])
    return new Map(rows.map(({ tenantId, ...use }) => [tenantId, use]))
  }
