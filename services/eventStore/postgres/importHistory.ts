import type { Position } from '#events/envelope.ts'
import { arrayOf } from '#services/postgres/binary/arrayParameter.ts'
import { int4, text } from '#services/postgres/binary/wireTypes.ts'
import type { Connection, Pool } from '#services/postgres/pool.ts'
import { transaction } from '#services/postgres/transaction.ts'
import type { WriteInOrder } from '../appendInOrder.ts'
import type { HistoryEvent } from '../eventLine.ts'
import { noStream } from '../eventStore.ts'
import { columnArrays } from './appendBatch.ts'

const chunkEvents = 5_000

const call = 'select head from import_events($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)'

const importChunk = async (
  connection: Connection,
  after: Position,
  events: readonly HistoryEvent[],
): Promise<Position> => {
  const streams = arrayOf(text, events, ({ stream }) => stream)
  const revisions = arrayOf(int4, events, ({ revision }) => revision)
  const values = [after, streams, revisions, ...columnArrays(events)]
  const { rows } = await connection.query<{ head: Position }>({ name: 'import', text: call, values })
  return rows[0]!.head
}

/** @throws Error at the first event that does not follow the one before in its stream. */
const sequenceCheck = () => {
  const revisions = new Map<string, number>()
  return ({ stream, revision }: HistoryEvent): void => {
    const before = revisions.get(stream) ?? noStream
    if (revision !== before + 1) throw new Error(`Revision ${revision} of ${stream} follows ${before}`)
    revisions.set(stream, revision)
  }
}

/**
 * Writes a whole history, in its order, into an empty log; all of it or nothing. Answers the last position.
 * @throws Error when the log is not empty or a revision is missing.
 */
export const importHistory = (
  writer: Pool,
  events: Iterable<HistoryEvent> | AsyncIterable<HistoryEvent>,
): Promise<Position> =>
  transaction(writer, async (connection) => {
    const check = sequenceCheck()
    let chunk: HistoryEvent[] = []
    let position: Position = 0
    for await (const event of events) {
      check(event)
      chunk.push(event)
      if (chunk.length < chunkEvents) continue
      position = await importChunk(connection, position, chunk)
      chunk = []
    }
    return chunk.length === 0 ? position : importChunk(connection, position, chunk)
  })

/** PostgreSQL's error code when the log's head is not where the last call left it. */
const headMoved = '55000'

/**
 * Writes events in order faster than through the port, with one commit for each call.
 * @throws Error when another process has appended meanwhile
 */
export const importInOrder =
  (writer: Pool): WriteInOrder =>
  (after, events) =>
    transaction(writer, (connection) => importChunk(connection, after, events)).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === headMoved)) throw error
      throw new Error(
        'Somebody else appends to this log. Stop every Rollcall that uses it, then run the command again.',
        {
          cause: error,
        },
      )
    })
