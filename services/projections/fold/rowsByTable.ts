import type { ViewTable } from '../tables/viewTable.ts'

/** Holds rows of several tables by table. */
export interface RowsByTable {
  put: <Row>(table: ViewTable<Row>, rows: readonly Row[]) => void
  of: <Row>(table: ViewTable<Row>) => readonly Row[]
}

export const rowsByTable = (): RowsByTable => {
  const byName = new Map<string, readonly unknown[]>()
  return {
    put: ({ name }, rows) => void byName.set(name, rows),
    // Rows under a table's name were put there as rows of that table, so the type is right.
    of: <Row>({ name }: ViewTable<Row>) => (byName.get(name) ?? []) as readonly Row[],
  }
}
