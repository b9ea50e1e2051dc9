import type { Position } from '#events/envelope.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import type { StoredEvent } from '../eventStore.ts'

/** `payload` as text: the codec parses it, once, together with the sealed part. */
const columns = `id, type, version, tenant_id as "tenantId", stream, revision, position, at, payload::text as payload, subject, sealed`

/** `most` null: to the stream's end. */
export const readStreamEvents = async (
  database: Queryable,
  stream: string,
  from: number,
  most: number | null,
): Promise<StoredEvent[]> => {
  const { rows } = await database.query<StoredEvent>({
    name: 'read-stream',
    text: `select ${columns} from events where stream = $1 and revision >= $2 order by revision limit $3`,
    values: [stream, from, most],
  })
  return rows
}

export const readLastEvents = async (database: Queryable, stream: string, most: number): Promise<StoredEvent[]> => {
  const { rows } = await database.query<StoredEvent>({
    name: 'read-stream-end',
    text: `select ${columns} from events where stream = $1 order by revision desc limit $2`,
    values: [stream, most],
  })
  return rows.toReversed()
}

export const readEventsAfter = async (database: Queryable, after: Position, limit: number): Promise<StoredEvent[]> => {
  const { rows } = await database.query<StoredEvent>({
    name: 'read-all',
    text: `select ${columns} from events where position > $1 order by position limit $2`,
    values: [after, limit],
  })
  return rows
}

export const readEventsAt = async (database: Queryable, positions: readonly Position[]): Promise<StoredEvent[]> => {
  if (positions.length === 0) return []
  const { rows } = await database.query<StoredEvent>({
    name: 'read-at',
    text: `select ${columns} from events where position = any ($1::bigint[]) order by position`,
    values: [positions],
  })
  return rows
}

export const readHead = async (database: Queryable): Promise<Position> => {
  const { rows } = await database.query<{ position: Position }>({
    name: 'read-head',
    text: 'select position from log_head',
  })
  return rows[0]!.position
}
