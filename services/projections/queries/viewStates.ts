import type { Position } from '#events/envelope.ts'
import type { Clock } from '#services/ambient/clock.ts'
import { type Lag, lagBehind, type LaggedLog } from '#services/consumers/consumerLag.ts'
import type { Queryable } from '#services/postgres/queryable.ts'

/** How far a view is behind the log. */
export interface ViewState extends Lag {
  view: string
  position: Position
  rebuilding: boolean
}

type Selected = Pick<ViewState, 'view' | 'position' | 'rebuilding'>

/** A running rebuild is recognised by its lock, because a rebuild that died leaves its schema behind. */
const statement = `select v.view, v.position, exists (
      select from pg_locks l where l.relation = 'rebuild_order'::regclass and l.mode = 'ExclusiveLock' and l.granted
        and l.database = (select oid from pg_database where datname = current_database())
    ) and exists (
      select from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'views_rebuild' and c.relname = v.view
    ) as rebuilding
  from (select view, min(position) as position from view_checkpoints group by view) v
  order by v.view`

/** Runs on the writer's login, which alone may see every tenant's rows. */
export const viewStates = (writer: Queryable, log: LaggedLog, clock: Clock) => async (): Promise<ViewState[]> => {
  const { rows } = await writer.query<Selected>(statement)
  // The views usually stand at the same position, so its lag is asked only once.
  const positions = [...new Set(rows.map(({ position }) => position))]
  const asked = new Map(await Promise.all(positions.map(async (at) => [at, await lagBehind(log, clock, at)] as const)))
  return rows.map((row) => ({ ...row, ...asked.get(row.position)! }))
}
