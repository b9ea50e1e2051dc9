import { identifier } from '#services/postgres/logins.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { tableFates } from './storedTables.ts'

/** These keep their rows, set back to the log's beginning: who reads them expects one for each view. */
const setBack = {
  view_checkpoints: 'update view_checkpoints set position = 0',
  changes_kept: 'update changes_kept set since = 0',
}

/**
 * Forgets whatever follows from the log: its positions are about to be others. Readers begin at the beginning.
 * As the owner, in the transaction that begins the new epoch.
 */
export const resetDerived = async (owner: Queryable): Promise<void> => {
  const emptied = Object.entries(tableFates)
    .filter(([name, { kind }]) => kind === 'derived' && !(name in setBack))
    .map(([name]) => identifier(name))
  await owner.query(`truncate ${emptied.join(', ')}`)
  for (const statement of Object.values(setBack)) await owner.query(statement)
}
