import type { ViewTable } from '../tables/viewTable.ts'
import type { Rows } from './projection.ts'

/** The rows of one table while a batch is folded: as loaded, and as changed since. */
export interface RowSet<Row> extends Rows<Row> {
  /** The row as it was loaded. */
  before: (key: string) => Row | undefined
  put: (row: Row) => void
  /** The rows that were put, in the order of their first change. */
  changed: () => Row[]
}

export const rowSet = <Row>(table: ViewTable<Row>, loaded: readonly Row[]): RowSet<Row> => {
  const before = new Map(loaded.map((row) => [table.keyOf(row), row]))
  const changed = new Map<string, Row>()
  return {
    before: (key) => before.get(key),
    get: (key) => changed.get(key) ?? before.get(key),
    put: (row) => void changed.set(table.keyOf(row), row),
    changed: () => [...changed.values()],
  }
}
