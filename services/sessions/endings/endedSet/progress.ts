import type { Position } from '#events/envelope.ts'
import { dropParked } from '#services/consumers/parkedEvents.ts'
import { nothingRead, type ReadMark } from '#services/eventStore/readMark.ts'
import type { Pool } from '#services/postgres/pool.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { transaction } from '#services/postgres/transaction.ts'

/** The name under which the ended set parks events. */
export const endedSetName = 'ended_set'

interface Row {
  position: Position
  eventId: string | null
  eventPosition: Position
}

const statement = 'select position, event_id as "eventId", event_position as "eventPosition" from ended_progress'

const read = async (database: Queryable, text: string): Promise<ReadMark> => {
  const { rows } = await database.query<Row>(text)
  const [row] = rows
  if (row === undefined) return nothingRead
  const { position, eventId: id, eventPosition } = row
  return { position, event: id === null ? null : { id, position: eventPosition } }
}
export const readProgress = (database: Queryable): Promise<ReadMark> => read(database, statement)

/** Reads the progress and locks it until the transaction ends, so that one process at a time moves the set. */
export const lockProgress = async (database: Queryable): Promise<ReadMark> => {
  await database.query('insert into ended_progress (position) values (0) on conflict do nothing')
  return read(database, `${statement} for update`)
}

export const saveProgress = async (database: Queryable, { position, event }: ReadMark): Promise<void> => {
  await database.query({
    name: 'save-ended-progress',
    text: 'update ended_progress set position = $1, event_id = $2, event_position = $3',
    values: [position, event?.id ?? null, event?.position ?? 0],
  })
}

/** Empties the set, so that it is built anew from the log's beginning. */
export const forgetEndedSet = (writer: Pool): Promise<void> =>
  transaction(writer, async (connection) => {
    await lockProgress(connection)
    await connection.query('delete from ended_sessions')
    await connection.query('delete from token_generations')
    await dropParked(connection, endedSetName)
    await saveProgress(connection, nothingRead)
  })
