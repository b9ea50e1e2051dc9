import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { from as copyFrom } from 'pg-copy-streams'
import type { Connection } from './pool.ts'
import { asStoreError } from './unavailable.ts'

/**
 * Runs `copy ... from stdin` with these chunks, which may end in the middle of a row. Rejects when the server refuses
 * them.
 */
export const copyIn = async (
  connection: Connection,
  sql: string,
  chunks: Iterable<Buffer> | AsyncIterable<Buffer>,
): Promise<void> => {
  try {
    await pipeline(Readable.from(chunks, { objectMode: true }), connection.client.query(copyFrom(sql)))
  } catch (error) {
    throw asStoreError(error)
  }
}
