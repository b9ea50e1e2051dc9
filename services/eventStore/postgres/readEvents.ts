import type { Position } from '#events/envelope.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import type { StoredEvent, WantedRead, WantedRequest } from '../eventStore.ts'
import type { StreamRead } from './gatheredReads.ts'

/** `payload` is read as text: the codec parses it once, together with the sealed part. */
const columns = `id, type, version, tenant_id as "tenantId", stream, revision, position, at, payload::text as payload, subject, sealed`

/** Picks the event's columns from a row that has more. */
const eventOf = (row: StoredEvent): StoredEvent => {
  const { id, type, version, tenantId, stream, revision, position, at, payload, subject, sealed } = row
  return { id, type, version, tenantId, stream, revision, position, at, payload, subject, sealed }
}

/** `most` null: up to the stream's end. */
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

const ofStreams = {
  name: 'read-streams',
  text: `select place::int4, e.* from unnest($1::text[], $2::int4[], $3::int4[]) with ordinality asked (stream, since, most, place)
         cross join lateral (
           select ${columns} from events where stream = asked.stream and revision >= asked.since
           order by revision limit asked.most
         ) e
         order by place, revision`,
}

/** Answers the events of each read, in order of the reads. */
export const readStreams = async (database: Queryable, reads: readonly StreamRead[]): Promise<StoredEvent[][]> => {
  const { rows } = await database.query<StoredEvent & { place: number }>({
    ...ofStreams,
    values: [reads.map(({ stream }) => stream), reads.map(({ from }) => from), reads.map(({ most }) => most)],
  })
  const answers: StoredEvent[][] = reads.map(() => [])
  for (const row of rows) answers[row.place - 1]!.push(eventOf(row))
  return answers
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

/** One statement looks at no more events than this, so that it ends soon even when none of them is wanted. */
const mostLookedAt = 50_000

const wantedBy = (condition: string): string =>
  `select h.position as head, e.* from log_head h left join lateral (
     select ${columns} from events where position > $1 and position <= $2 ${condition} order by position limit $3
   ) e on true`
const wantedOfAll = { name: 'read-wanted-of-all', text: wantedBy('') }
const wantedOfTypes = { name: 'read-wanted', text: wantedBy('and type = any ($4)') }

/**
 * One statement reads one snapshot, so a wanted event that it does not find stands after the head it answers. It looks
 * for types in the order of positions: that costs less than a microsecond for each skipped event, and needs no index
 * that every append would pay for.
 */
export const readWantedEvents = async (
  database: Queryable,
  { after, limit, types }: WantedRequest,
): Promise<WantedRead> => {
  const last = after + mostLookedAt
  const { rows } = await database.query<StoredEvent & { head: Position }>(
    types === null
      ? { ...wantedOfAll, values: [after, last, limit] }
      : { ...wantedOfTypes, values: [after, last, limit, types] },
  )
  const head = rows[0]!.head
  // When no event is found there is still one row, with the head alone.
  const events = rows.filter(({ id }) => id !== null).map(eventOf)
  return { events, upTo: events.length < limit ? Math.min(head, last) : events.at(-1)!.position, head }
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
