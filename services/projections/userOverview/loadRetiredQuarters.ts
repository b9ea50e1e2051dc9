import { arrayParameter } from '#services/postgres/binary/arrayParameter.ts'
import { timestamptz, uuid } from '#services/postgres/binary/wireTypes.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import type { ViewEvent } from '../fold/viewEvent.ts'
import { isRetirement } from '../retention/retire.ts'
import { keptColumns } from '../tables/loadRows.ts'
import { type PersonQuarter, personActivityTable } from './personActivityTable.ts'

const statement = `select found.* from unnest($1::uuid[], $2::timestamptz[]) gone(tenant_id, counts_before)
  cross join lateral (
    select ${keptColumns(personActivityTable, 'a')} from person_activity a
    where a.tenant_id = gone.tenant_id and a.quarter < gone.counts_before offset 0
  ) found`

/** Loads what is no longer counted with these events. */
export const loadRetiredQuarters = async (
  database: Queryable,
  events: readonly ViewEvent[],
): Promise<PersonQuarter[]> => {
  const bounds = events
    .filter(isRetirement)
    .flatMap(({ tenantId, data: { countsBefore } }) =>
      countsBefore === null ? [] : [[tenantId, countsBefore] as const],
    )
  // The last of a tenant in a batch reaches furthest.
  const furthest = new Map(bounds)
  if (furthest.size === 0) return []
  const values = [arrayParameter(uuid, [...furthest.keys()]), arrayParameter(timestamptz, [...furthest.values()])]
  return (await database.query<PersonQuarter>({ name: 'retired-quarters', text: statement, values })).rows
}
