import type { Position } from '#events/envelope.ts'
import { views } from '#services/projections/views.ts'
import { identifier } from '#services/postgres/logins.ts'
import type { Queryable } from '#services/postgres/queryable.ts'

/** Empties the views and sets their readers back to the log's beginning. */
export const emptyViews = async (owner: Queryable): Promise<void> => {
  const tables = [...views.flatMap(({ tables }) => tables), { name: 'parked_events' }, { name: 'changes' }]
  await owner.query(`truncate ${tables.map(({ name }) => identifier(name)).join(', ')}`)
  await owner.query('update view_checkpoints set position = 0')
  await owner.query('update changes_kept set since = 0')
}

/** How far all views have read every partition. */
export const coveredByViews = async (writer: Queryable): Promise<Position> => {
  const { rows } = await writer.query<{ position: Position }>('select min(position) as position from view_checkpoints')
  return rows[0]?.position ?? 0
}

const lookEveryMs = 20

/** Resolves when the condition holds; answers how many milliseconds that took. */
export const untilTrue = async (holds: () => Promise<boolean>, withinMs: number): Promise<number> => {
  const began = performance.now()
  while (!(await holds())) {
    if (performance.now() - began > withinMs) throw new Error(`Not within ${withinMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs))
  }
  return performance.now() - began
}
