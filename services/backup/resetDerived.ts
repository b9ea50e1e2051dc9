import { identifier } from '#services/postgres/logins.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { tableFates } from './storedTables.ts'

/** These tables keep their rows, set back to the log's beginning: their readers expect a row for each view. */
const setBack = {
  view_checkpoints: 'update view_checkpoints set position = 0, event_id = null, event_position = 0',
  changes_kept: 'update changes_kept set since = 0',
}

/**
 * Empties every table that follows from the log, because the log's positions are about to change: all readers begin at
 * the beginning. Runs as the owner, in the transaction that begins the new epoch.
 */
export const resetDerived = async (owner: Queryable): Promise<void> => {
  const emptied = Object.entries(tableFates)
    .filter(([name, { kind }]) => kind === 'derived' && !(name in setBack))
    .map(([name]) => identifier(name))
  await owner.query(`truncate ${emptied.join(', ')}`)
  for (const statement of Object.values(setBack)) await owner.query(statement)
}
