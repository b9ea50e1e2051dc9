import type { RetentionLimits } from '#events/retention/limitsOf.ts'
import type { FindDue, Retirement } from '#services/ports/retention.ts'
import type { Databases } from '#services/postgres/databases.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { inSnapshot } from '../queries/snapshot.ts'
import { lastNumberBefore } from '../sessionLog/timeOfLog.ts'

/** How much leaves in one step at most. People who are seen in one quarter of an hour leave together, however many they are. */
export interface StepSizes {
  sessions: number
  entries: number
  minutes: number
  quarters: number
}
const usualSizes: StepSizes = { sessions: 500, entries: 5_000, minutes: 5_000, quarters: 1_000 }

const nobody = '00000000-0000-0000-0000-000000000000'

type Place = NonNullable<Retirement['sessionsBefore']>

/** The ended sessions that leave: how many, and the first that stays. Those that go would otherwise come back one by one. */
const dueSessions = async (database: Queryable, tenantId: string, before: string, most: number) => {
  const { rows } = await database.query<{ due: number; next: Place | null }>(
    `with due as (
       select ended_at, session_id, row_number() over (order by ended_at, session_id) as place
       from session_list where tenant_id = $1 and ended_at < $2 and undrained is null
       order by ended_at, session_id limit $3 + 1
     )
     select least(count(*), $3)::integer as due,
       (select json_build_object('endedAt', to_char(ended_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'sessionId', session_id)
        from due where place = $3 + 1) as next
     from due`,
    [tenantId, before, most],
  )
  const { due, next } = rows[0]!
  return { due, before: next ?? { endedAt: before, sessionId: nobody } }
}

/** Entries leave in the order of their numbers, which have no gaps; the newest always stays. */
export const dueEntries = async (database: Queryable, tenantId: string, before: string, most: number) => {
  const { rows } = await database.query<{ first: number | null; last: number | null }>(
    `select min(l.number) as first, least(${lastNumberBefore('$2::timestamptz', '$1::uuid')}, max(l.number) - 1) as last
     from session_log l where l.tenant_id = $1`,
    [tenantId, before],
  )
  const { first, last } = rows[0]!
  if (first === null || last === null || last < first) return { due: 0, before: null }
  const due = Math.min(most, last - first + 1)
  return { due, before: first + due }
}

const quarter = (instant: string): string => `date_bin('15 minutes', ${instant}, '0001-01-01 00:00:00+00')`

/** The instant up to which a step counts nothing any more: where the sizes are reached, or the limit. */
const countsBoundary = async (database: Queryable, tenantId: string, before: string, sizes: StepSizes) => {
  const { rows } = await database.query<{ boundary: string }>(
    `select least($2::timestamptz,
       (select ${quarter('minute')} from activity_by_minute
        where tenant_id = $1 and minute < $2 order by minute offset $3 limit 1),
       (select greatest(${quarter('taken.latest')}, taken.earliest + interval '15 minutes')
        from (select min(quarter) as earliest, max(quarter) as latest
              from (select quarter from person_activity where tenant_id = $1 and quarter < $2 order by quarter limit $4 + 1) first
              having count(*) > $4) taken)
     ) as boundary`,
    [tenantId, before, Math.max(sizes.minutes, 15), sizes.quarters],
  )
  return rows[0]!.boundary
}

const dueCounts = async (database: Queryable, tenantId: string, before: string, sizes: StepSizes) => {
  const boundary = await countsBoundary(database, tenantId, before, sizes)
  const { rows } = await database.query<{ minutes: number; quarters: number }>(
    `select (select count(*) from activity_by_minute where tenant_id = $1 and minute < $2)::integer as minutes,
       (select count(*) from person_activity where tenant_id = $1 and quarter < $2)::integer as quarters`,
    [tenantId, boundary],
  )
  return { ...rows[0]!, before: boundary }
}

const none = { due: 0, before: null }

const stepOf = async (
  database: Queryable,
  tenantId: string,
  { rowsBefore, countsBefore }: RetentionLimits,
  sizes: StepSizes,
): Promise<Retirement | null> => {
  const sessions = rowsBefore === null ? none : await dueSessions(database, tenantId, rowsBefore, sizes.sessions)
  const entries = rowsBefore === null ? none : await dueEntries(database, tenantId, rowsBefore, sizes.entries)
  const counts =
    countsBefore === null
      ? { minutes: 0, quarters: 0, before: null }
      : await dueCounts(database, tenantId, countsBefore, sizes)
  const counted = counts.minutes + counts.quarters
  if (sessions.due + entries.due + counted === 0) return null
  return {
    rowsBefore: sessions.due + entries.due === 0 ? null : rowsBefore,
    sessionsBefore: sessions.due === 0 ? null : sessions.before,
    entriesBefore: entries.before,
    countsBefore: counted === 0 ? null : counts.before,
    removed: {
      sessions: sessions.due,
      entries: entries.due,
      minutes: counts.minutes,
      quarters: counts.quarters,
    },
  }
}

/** Finds the next step in one snapshot of the views. */
export const findDue =
  (databases: Pick<Databases, 'counts'>, sizes: StepSizes = usualSizes): FindDue =>
  (tenantId, limits) =>
    inSnapshot(databases.counts, tenantId, async (snapshot) => ({
      position: snapshot.position,
      due: await stepOf(snapshot, tenantId, limits, sizes),
    }))
