import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import type { Connection } from './pool.ts'
import { asStoreError } from './unavailable.ts'

/** Runs `copy ... from stdin`, fed from the chunks (which may cut rows anywhere). Rejects when the server refuses them. */
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

/**
 * Runs `copy ... to stdout` and yields what comes, cut anywhere. The statement takes no parameters.
 * Leaving early destroys the stream; the connection must then be released with `release(true)`.
 */
export const copyOut = (connection: Connection, sql: string): AsyncIterable<Buffer> =>
  connection.client.query(copyTo(sql))
