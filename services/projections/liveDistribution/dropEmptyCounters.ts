import type { Statement } from '#services/postgres/queryable.ts'
import { arrayParameter } from '#services/postgres/binary/arrayParameter.ts'
import { text, uuid } from '#services/postgres/binary/wireTypes.ts'
import type { DistributionRow } from './liveDistributionTable.ts'

/** Deletes the counters of values that no session has any more, because a rebuild would not make them either. */
export const dropEmptyCounters = (deltas: readonly DistributionRow[]): Statement | null => {
  const shrunk = deltas.filter(({ sessions, active }) => sessions < 0 || active < 0)
  if (shrunk.length === 0) return null
  const column = (type: typeof uuid, value: (row: DistributionRow) => string) => arrayParameter(type, shrunk.map(value))
  return {
    name: 'drop-empty-counters',
    text: `delete from live_distribution d using unnest($1::uuid[], $2::text[], $3::text[]) as given(tenant_id, facet, value)
           where d.tenant_id = given.tenant_id and d.facet = given.facet and d.value = given.value
             and d.sessions = 0 and d.active = 0`,
    values: [column(uuid, (row) => row.tenantId), column(text, (row) => row.facet), column(text, (row) => row.value)],
  }
}
