import { erased } from '#events/personal.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import type { FoldedBatch } from '../fold/foldBatch.ts'
import { loadRows } from '../tables/loadRows.ts'
import { tableRows } from '../tables/upsertRows.ts'
import { rowKey } from '../tables/viewTable.ts'
import { personActivityTable } from '../userOverview/personActivityTable.ts'
import { unknownUser } from '../userOverview/userOverview.ts'
import { type UserRow, userOverviewTable } from '../userOverview/userOverviewTable.ts'
import type { ForgottenPerson } from './forgottenPeople.ts'

/** What told the name may have left; then its key is gone with it all the same. */
const erasedName = (found: string, kept: string): string => (found !== '' || kept === '' ? found : erased)

/** What of a person's row is personal. The rest was never sealed and stands as it is. */
const withoutPersonal = (kept: UserRow, { email, name, hold }: UserRow): UserRow => ({
  ...kept,
  email: erasedName(email, kept.email),
  name: email === '' ? erasedName(name, kept.name) : name,
  devices: [],
  places: [],
  hold,
})

/**
 * Where retention has taken lines, the events that are found do not count what they should: the person's row keeps its counts, and takes from
 * the fold only what is erased.
 */
export const withKeptCounts = async (
  database: Queryable,
  { changes, parked }: FoldedBatch,
  { tenantId, userId }: ForgottenPerson,
): Promise<FoldedBatch> => {
  const [kept] = await loadRows(database, userOverviewTable, new Set([rowKey(tenantId, userId)]))
  const others = changes.filter(
    ({ table }) => table.name !== userOverviewTable.name && table.name !== personActivityTable.name,
  )
  const folded =
    changes
      .flatMap(({ table, rows }): readonly UserRow[] => (table.name === userOverviewTable.name ? rows : []))
      .find((row) => row.userId === userId) ?? unknownUser(tenantId, userId)
  if (kept === undefined) return { folds: [], changes: others, parked }
  const row = withoutPersonal(kept, folded)
  return { folds: [], changes: [...others, { ...tableRows(userOverviewTable, [row]), how: 'put' }], parked }
}
