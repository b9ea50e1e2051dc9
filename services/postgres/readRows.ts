import Cursor from 'pg-cursor'
import type { Connection } from './pool.ts'
import type { Statement } from './queryable.ts'
import { typeParsers } from './typeParsers.ts'
import { asStoreError } from './unavailable.ts'

/** Reads a long result in batches of `size` rows, inside the caller's transaction; memory holds one batch. */
export async function* readRows<Row extends object>(
  connection: Connection,
  statement: Statement,
  size: number,
): AsyncGenerator<Row[], void, undefined> {
  const cursor = connection.client.query(
    new Cursor<Row>(statement.text, statement.values ?? [], { types: typeParsers }),
  )
  try {
    for (;;) {
      const rows = await cursor.read(size)
      if (rows.length > 0) yield rows
      if (rows.length < size) return
    }
  } catch (error) {
    throw asStoreError(error)
  } finally {
    await cursor.close()
  }
}
