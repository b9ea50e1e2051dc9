import type { ViewTable } from '../tables/viewTable.ts'
import type { Rows } from './projection.ts'

/** The rows of one table while a batch is folded: as loaded, and as changed since. */
export interface RowSet<Row> extends Rows<Row> {
  /** The row as it was loaded. */
  before: (key: string) => Row | undefined
  put: (row: Row) => void
  /** The rows that were put, in the order of their first change. */
  changed: () => Row[]
  /** Answers the rows of which this holds, as they are now, and forgets them. */
  drop: (isDropped: (row: Row) => boolean) => Row[]
  /** How many were put. */
  size: () => number
  /** Answers the rows that were put of which this holds, and lets go of them. */
  take: (isTaken: (row: Row) => boolean) => Row[]
}

export const rowSet = <Row>(table: ViewTable<Row>, loaded: readonly Row[]): RowSet<Row> => {
  const before = new Map(loaded.map((row) => [table.keyOf(row), row]))
  const changed = new Map<string, Row>()
  return {
    before: (key) => before.get(key),
    get: (key) => changed.get(key) ?? before.get(key),
    put: (row) => void changed.set(table.keyOf(row), row),
    changed: () => [...changed.values()],
    drop(isDropped) {
      const dropped = [...new Map([...before, ...changed]).values()].filter(isDropped)
      for (const row of dropped) {
        before.delete(table.keyOf(row))
        changed.delete(table.keyOf(row))
      }
      return dropped
    },
    size: () => changed.size,
    take(isTaken) {
      const taken = [...changed.values()].filter(isTaken)
      for (const row of taken) changed.delete(table.keyOf(row))
      return taken
    },
  }
}
