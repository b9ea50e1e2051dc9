import { copyIn } from '#services/postgres/copyIn.ts'
import type { Pool } from '#services/postgres/pool.ts'
import { transaction } from '#services/postgres/transaction.ts'
import type { ViewTable } from '../tables/viewTable.ts'
import { chunkQueue } from './chunkQueue.ts'
import { copyEncoder } from './copyRows.ts'
import type { Shadow } from './shadowSchema.ts'

/** A fresh table that takes rows until it is closed. */
export interface TableFiller<Row> {
  add(rows: Iterable<Row>): Promise<void>
  /** Resolves when every row is stored and committed. */
  close(): Promise<void>
  /** Gives up and rolls back, so that the table does not exist. */
  abandon(): Promise<void>
  count(): number
}

/**
 * Creates the table in a schema and copies rows into it, frozen, in the same transaction. So the server may skip the
 * write-ahead log, and no row has to be visited again.
 */
export const fillTable = <Row>(pool: Pool, schema: Shadow, table: ViewTable<Row>): TableFiller<Row> => {
  const queue = chunkQueue()
  const encoder = copyEncoder(table)
  let rowCount = 0
  const names = table.columns.map(({ name }) => name).join(', ')
  const copying = transaction(pool, async (connection) => {
    await connection.query(`drop table if exists ${schema}.${table.name}`)
    await connection.query('select create_view_table($1, $2)', [schema, table.name])
    await copyIn(connection, `copy ${schema}.${table.name} (${names}) from stdin (format binary, freeze)`, queue)
  })
  // The caller gets a failure when it adds rows; nobody may be waiting for the copy itself yet.
  copying.catch((error: unknown) => queue.fail(error))
  const started = queue.push(encoder.header)
  return {
    async add(rows) {
      for (const row of rows) {
        rowCount += 1
        const chunk = encoder.add(row)
        if (chunk !== null) await queue.push(chunk)
      }
    },
    async close() {
      await started
      await queue.push(encoder.rest())
      await queue.push(encoder.trailer)
      queue.end()
      await copying
    },
    async abandon() {
      queue.fail(new Error('abandoned'))
      await copying.catch(() => undefined)
    },
    count: () => rowCount,
  }
}
