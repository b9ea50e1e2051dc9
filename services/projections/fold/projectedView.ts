import type { ChangedKey } from '#services/ports/changes.ts'
import { loadRows } from '../tables/loadRows.ts'
import { tableRows } from '../tables/upsertRows.ts'
import type { ViewTable } from '../tables/viewTable.ts'
import type { Projection } from './projection.ts'
import { type RowSet, rowSet } from './rowSet.ts'
import type { Folding, Loading, TableChange, View, ViewFold } from './view.ts'
import type { ViewEvent } from './viewEvent.ts'

/** Keys of the rows that these events may change. */
export const touchedBy = <Row>({ touches }: Projection<Row>, events: readonly ViewEvent[]): Set<string> =>
  new Set(events.flatMap(touches))

/** Loads the rows with these keys into `rows`. */
export const loadInto = async <Row extends object>(
  { database, rows }: Loading,
  table: ViewTable<Row>,
  keys: ReadonlySet<string>,
): Promise<void> => rows.put(table, await loadRows(database, table, keys))

/** The fold of one table. */
export interface ProjectedTable<Row> extends ViewFold {
  rows: RowSet<Row>
}

export const foldTable = <Row>(projection: Projection<Row>, { rows }: Pick<Folding, 'rows'>): ProjectedTable<Row> => {
  const set = rowSet(projection.table, rows.of(projection.table))
  return {
    rows: set,
    apply: (event) => projection.project(event, set).forEach(set.put),
    changes: (): TableChange[] => [{ ...tableRows(projection.table, set.changed()), how: 'put' }],
    whole: { keptBytes: () => set.size() * projection.rowBytes },
  }
}

/** Roughly what these folds keep in memory until the log's end. */
export const keptBytesOf = (folds: readonly ViewFold[]): number =>
  folds.reduce((sum, { whole }) => sum + (whole?.keptBytes?.() ?? 0), 0)

/** One table's part of a view; the type of its rows does not matter here. */
interface Part {
  table: ViewTable<never>
  load: (loading: Loading) => Promise<void>
  fold: (folding: Folding) => ViewFold
}

/** `keyOf`: the key by which a frame names a row; absent when frames do not carry the rows. */
export const partOf = <Row extends { tenantId: string }>(
  projection: Projection<Row>,
  keyOf?: (row: Row) => ChangedKey,
): Part => ({
  table: projection.table,
  load: (loading) => loadInto(loading, projection.table, touchedBy(projection, loading.events)),
  fold(folding) {
    const { rows, ...fold } = foldTable(projection, folding)
    if (keyOf === undefined) return fold
    return { ...fold, changed: () => rows.changed().map((row) => ({ tenantId: row.tenantId, key: keyOf(row) })) }
  },
})

/** A view whose tables are folded row by row, independently of each other. */
export const projectedView = (
  declared: Pick<View, 'name' | 'types' | 'opens' | 'frame'>,
  ...parts: readonly Part[]
): View => ({
  ...declared,
  follows: [],
  tables: parts.map(({ table }) => table),
  async load(loading) {
    for (const { load } of parts) await load(loading)
  },
  fold(folding) {
    const folds = parts.map(({ fold }) => fold(folding))
    return {
      apply: (event) => folds.forEach(({ apply }) => apply(event)),
      changes: () => folds.flatMap(({ changes }) => changes()),
      changed: () => folds.flatMap(({ changed }) => [...(changed?.() ?? [])]),
      whole: { keptBytes: () => keptBytesOf(folds) },
    }
  },
})
