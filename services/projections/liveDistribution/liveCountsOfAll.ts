import type { Queryable } from '#services/postgres/queryable.ts'

/** Live sessions of all tenants together, for metrics. Runs on the writer's login. */
export const liveCountsOfAll =
  (writer: Queryable) => async (): Promise<{ active: number; deviceType: Record<string, number> }> => {
    const { rows } = await writer.query<{ facet: string; value: string; active: number }>(
      `select facet, value, sum(active)::bigint as active from live_distribution
       where facet in ('all', 'deviceType') group by facet, value`,
    )
    const types = rows.filter(({ facet }) => facet === 'deviceType')
    return {
      active: rows.find(({ facet }) => facet === 'all')?.active ?? 0,
      deviceType: Object.fromEntries(types.map(({ value, active }) => [value, active])),
    }
  }
