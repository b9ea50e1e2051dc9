import type { Queryable, Statement } from '#services/postgres/queryable.ts'
import type { FoldedBatch } from '../fold/foldBatch.ts'
import type { TableChange } from '../fold/view.ts'
import { addToRows, ensureRows, insertRows, upsertRows } from '../tables/upsertRows.ts'
import { runInTurn } from './runInTurn.ts'

const statementOf = (change: TableChange): Statement | null => {
  switch (change.how) {
    case 'insert':
      return insertRows(change)
    case 'put':
      return upsertRows(change)
    case 'ensure':
      return ensureRows(change)
    case 'add':
      return addToRows(change, change.numbers)
  }
}

/** Stores the result of a batch, with one statement for each table it changes. */
export const storeBatch = (database: Queryable, { folds, changes }: FoldedBatch): Promise<void> =>
  runInTurn(database, [
    ...changes.map((change) => () => statementOf(change)),
    ...folds.flatMap(({ fold }) => fold.tidy?.() ?? []),
  ])
