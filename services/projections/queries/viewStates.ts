import type { Position } from '#events/envelope.ts'
import type { Clock } from '#services/ambient/clock.ts'
import type { EventLog, StoredEvent } from '#services/eventStore/eventStore.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { rebuildLockNumber } from '../rebuild/rebuildLock.ts'

/** How a view stands to the log. */
export interface ViewState {
  view: string
  position: Position
  /** Events in the log after it; where positions have gaps they are counted no further than `mostCounted`. */
  events: number
  /** Age of the oldest of those. */
  seconds: number
  rebuilding: boolean
}

/** How far a view is behind beyond this is told by its seconds. */
const mostCounted = 1_000

type Selected = Pick<ViewState, 'view' | 'position' | 'rebuilding'>

/** A schema left behind by a rebuild that died is not a rebuild: those hold a lock while they run. */
const statement = `select v.view, v.position, exists (
      select from pg_locks l where l.locktype = 'advisory' and l.objid = $1 and l.granted
        and l.database = (select oid from pg_database where datname = current_database())
    ) and exists (
      select from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'views_rebuild' and c.relname = v.view
    ) as rebuilding
  from (select view, min(position) as position from view_checkpoints group by view) v
  order by v.view`

type Log = Pick<EventLog, 'readAll' | 'head' | 'isGapless'>

const behind = async (log: Log, position: Position): Promise<{ events: number; oldest: StoredEvent | undefined }> => {
  const ahead = await log.readAll({ after: position, limit: log.isGapless ? 1 : mostCounted })
  const events = log.isGapless && ahead.length > 0 ? (await log.head()) - position : ahead.length
  return { events, oldest: ahead[0] }
}

/** On the writer's login, which alone sees every tenant's. */
export const viewStates = (writer: Queryable, log: Log, clock: Clock) => async (): Promise<ViewState[]> => {
  const { rows } = await writer.query<Selected>(statement, [rebuildLockNumber])
  // Views stand at one position as a rule.
  const positions = [...new Set(rows.map(({ position }) => position))]
  const asked = new Map(await Promise.all(positions.map(async (at) => [at, await behind(log, at)] as const)))
  return rows.map((row) => {
    const { events, oldest } = asked.get(row.position)!
    const seconds = oldest === undefined ? 0 : Math.max(0, (clock.now() - Date.parse(oldest.at)) / 1_000)
    return { ...row, events, seconds }
  })
}
