import type { Position } from '#events/envelope.ts'
import type { Clock } from '#services/clock.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import type { ViewName } from '../fold/projection.ts'

/** How a view stands to the log. */
export interface ViewState {
  view: ViewName
  position: Position
  /** Events in the log after it; this store numbers without gaps. */
  events: number
  /** Age of the oldest of those. */
  seconds: number
  rebuilding: boolean
}

interface Selected extends Omit<ViewState, 'seconds'> {
  oldestAt: string | null
}

/** A schema left behind by a rebuild that died is not a rebuild: those hold a lock while they run. */
const statement = `select v.view, v.position, greatest(head.position - v.position, 0) as events, next.at as "oldestAt",
    exists (
      select from pg_locks l where l.locktype = 'advisory' and l.objid = 72031 and l.granted
        and l.database = (select oid from pg_database where datname = current_database())
    ) and exists (
      select from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'views_rebuild' and c.relname = v.view
    ) as rebuilding
  from (select view, min(position) as position from view_checkpoints group by view) v
  cross join log_head head
  left join lateral (select at from events where position > v.position order by position limit 1) next on true
  order by v.view`

/** On the writer's login, which alone sees the log. */
export const viewStates = (writer: Queryable, clock: Clock) => async (): Promise<ViewState[]> => {
  const { rows } = await writer.query<Selected>(statement)
  return rows.map(({ oldestAt, view, position, events, rebuilding }) => ({
    view,
    position,
    events,
    rebuilding,
    seconds: oldestAt === null ? 0 : Math.max(0, (clock.now() - Date.parse(oldestAt)) / 1_000),
  }))
}
