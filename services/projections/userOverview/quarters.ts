import type { Folding, TableChange } from '../fold/view.ts'
import { rowSet } from '../fold/rowSet.ts'
import { tableRows } from '../tables/upsertRows.ts'
import { countedIn, keyOfQuarter, type SeenQuarter } from './personActivity.ts'
import { type PersonQuarter, personActivityTable } from './personActivityTable.ts'

/** When people were seen, in quarters of an hour. */
export interface Quarters {
  see: (seen: SeenQuarter) => void
  /** Forgets the quarters of a tenant before an instant, and answers them. */
  retire: (tenantId: string, before: string) => Pick<PersonQuarter, 'userId' | 'quarter' | 'signIns' | 'failures'>[]
}

/** Those that were loaded, while a batch is folded. */
export const quartersOfBatch = ({ rows }: Pick<Folding, 'rows'>): Quarters & { changes: () => TableChange[] } => {
  const set = rowSet(personActivityTable, rows.of(personActivityTable))
  return {
    see(seen) {
      const row = countedIn(set.get(keyOfQuarter(seen)), seen)
      if (row !== undefined) set.put(row)
    },
    retire: (tenantId, before) => set.drop((row) => row.tenantId === tenantId && row.quarter < before),
    changes: () => [{ ...tableRows(personActivityTable, set.changed()), how: 'put' }],
  }
}
