import type { Position } from '#events/envelope.ts'
import type { EventLog } from '#services/eventStore/eventStore.ts'
import type { Pool } from '#services/postgres/pool.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { transaction } from '#services/postgres/transaction.ts'

/** The name under which the ended set parks events. */
export const endedSetName = 'ended_set'

/**
 * How far the ended set has read the log, and one event that it read. The event tells whether the log is still the
 * same.
 */
export interface Progress {
  position: Position
  /** Null: it has read no event of its types yet. */
  event: { id: string; position: Position } | null
}
export const nothingRead: Progress = { position: 0, event: null }

interface Row {
  position: Position
  eventId: string | null
  eventPosition: Position
}

const statement = 'select position, event_id as "eventId", event_position as "eventPosition" from ended_progress'

const read = async (database: Queryable, text: string): Promise<Progress> => {
  const { rows } = await database.query<Row>(text)
  const [row] = rows
  if (row === undefined) return nothingRead
  const { position, eventId: id, eventPosition } = row
  return { position, event: id === null ? null : { id, position: eventPosition } }
}
export const readProgress = (database: Queryable): Promise<Progress> => read(database, statement)

/** Reads the progress and locks it until the transaction ends, so that one process at a time moves the set. */
export const lockProgress = async (database: Queryable): Promise<Progress> => {
  await database.query('insert into ended_progress (position) values (0) on conflict do nothing')
  return read(database, `${statement} for update`)
}

export const saveProgress = async (database: Queryable, { position, event }: Progress): Promise<void> => {
  await database.query({
    name: 'save-ended-progress',
    text: 'update ended_progress set position = $1, event_id = $2, event_position = $3',
    values: [position, event?.id ?? null, event?.position ?? 0],
  })
}

/**
 * True if the log is still the one that the set was made of: it reaches the set's position, and holds the remembered
 * event where the set read it.
 */
export const isOfThisLog = async (
  log: Pick<EventLog, 'head' | 'readAt'>,
  { position, event }: Progress,
): Promise<boolean> => {
  if ((await log.head()) < position) return false
  if (event === null) return true
  const [found] = await log.readAt([event.position])
  return found?.id === event.id
}

/** Empties the set, so that it is built anew from the log's beginning. */
export const forgetEndedSet = (writer: Pool): Promise<void> =>
  transaction(writer, async (connection) => {
    await lockProgress(connection)
    await connection.query('delete from ended_sessions')
    await connection.query('delete from token_generations')
    await connection.query('delete from parked_events where view = $1', [endedSetName])
    await saveProgress(connection, nothingRead)
  })
