import type { Queryable } from '#services/postgres/queryable.ts'
import type { ParkedEvent } from '../fold/parking.ts'

export const parkEvents = async (database: Queryable, parked: readonly ParkedEvent[]): Promise<void> => {
  if (parked.length === 0) return
  await database.query(
    `insert into parked_events (tenant_id, view, position, event_id, type, reason, missing_key_of)
     select "tenantId", view, position, "eventId", type, reason, "missingKeyOf"
     from json_to_recordset($1::json) as given(
       "tenantId" uuid, view text, position bigint, "eventId" uuid, type text, reason text, "missingKeyOf" text)
     on conflict do nothing`,
    [JSON.stringify(parked)],
  )
}

/** Views that have events set aside, with how many. */
export const countParked = async (database: Queryable): Promise<{ view: string; parked: number }[]> => {
  const { rows } = await database.query<{ view: string; parked: number }>(
    'select view, count(*) as parked from parked_events group by view order by view',
  )
  return rows
}
