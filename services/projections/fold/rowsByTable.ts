import type { ViewTable } from '../tables/viewTable.ts'

/** Rows of several tables, each found again by its table. */
export interface RowsByTable {
  put: <Row>(table: ViewTable<Row>, rows: readonly Row[]) => void
  of: <Row>(table: ViewTable<Row>) => readonly Row[]
}

export const rowsByTable = (): RowsByTable => {
  const byName = new Map<string, readonly unknown[]>()
  return {
    put: ({ name }, rows) => void byName.set(name, rows),
    // What is kept under a table's name was put there as rows of that table.
    of: <Row>({ name }: ViewTable<Row>) => (byName.get(name) ?? []) as readonly Row[],
  }
}
