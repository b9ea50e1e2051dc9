import type { CountDue } from '#services/ports/retention.ts'
import type { Databases } from '#services/postgres/databases.ts'
import { inSnapshot } from '../queries/snapshot.ts'
import { dueEntries } from './findDue.ts'

/** An index alone tells how many have ended, and another how few of them are not drained: of a million sessions no row is read. */
const statement = `select
    ((select count(*) from session_list where tenant_id = $1 and ended_at < $2)
      - (select count(*) from session_list where tenant_id = $1 and ended_at < $2 and undrained is not null))::integer as sessions,
    (select count(*) from activity_by_minute where tenant_id = $1 and minute < $3)::integer as minutes,
    (select count(*) from person_activity where tenant_id = $1 and quarter < $3)::integer as quarters`

/** What a policy would take from the views at once. */
export const countDue =
  (databases: Pick<Databases, 'counts'>): CountDue =>
  (tenantId, { rowsBefore, countsBefore }) =>
    inSnapshot(databases.counts, tenantId, async (snapshot) => {
      const { rows } = await snapshot.query<{ sessions: number; minutes: number; quarters: number }>(statement, [
        tenantId,
        rowsBefore,
        countsBefore,
      ])
      const entries = rowsBefore === null ? 0 : (await dueEntries(snapshot, tenantId, rowsBefore, Infinity)).due
      return { ...rows[0]!, entries }
    })
