import type { Snapshot } from '../queries/snapshot.ts'

/** ISO 8601; `to` is exclusive. */
export interface PersonDay {
  from: string
  to: string
  signIns: number
  failures: number
}

export interface OfPerson {
  tenantId: string
  userId: string
}

/** Days begin where the zone's clocks say so: some have 23 or 25 hours. The last is the day of `now` (ISO 8601). */
export const daysOfPerson = async (
  snapshot: Snapshot,
  { tenantId, userId }: OfPerson,
  { timeZone, now, days }: { timeZone: string; now: string; days: number },
): Promise<PersonDay[]> => {
  const { rows } = await snapshot.query<PersonDay>(
    `with day as (
       select start at time zone $4 as since, (start + interval '1 day') at time zone $4 as until
       from generate_series(
         date_trunc('day', $3::timestamptz at time zone $4) - ($5::integer - 1) * interval '1 day',
         date_trunc('day', $3::timestamptz at time zone $4), interval '1 day'
       ) start
     )
     select day.since as "from", day.until as "to",
       coalesce(sum(a.sign_ins), 0)::integer as "signIns", coalesce(sum(a.failures), 0)::integer as failures
     from day left join person_activity a
       on a.tenant_id = $1 and a.user_id = $2 and a.quarter >= day.since and a.quarter < day.until
     group by day.since, day.until order by day.since`,
    [tenantId, userId, now, timeZone, days],
  )
  return rows
}
