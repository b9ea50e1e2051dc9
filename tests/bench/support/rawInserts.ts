import { noStream, type StorableEvent } from '#services/eventStore/eventStore.ts'
import { columnArrays } from '#services/eventStore/postgres/appendBatch.ts'
import { arrayOf } from '#services/postgres/binary/arrayParameter.ts'
import { int4, text as textType } from '#services/postgres/binary/wireTypes.ts'
import type { Pool } from '#services/postgres/pool.ts'
import type { Queryable } from '#services/postgres/queryable.ts'

/** The rows an append writes, into the same table and indexes, with no lock, no check and no notification. */
const text = `
  insert into events (position, stream, revision, id, tenant_id, type, version, at, payload, subject, sealed)
  select $1 + n, stream, revision, id, tenant_id, type, version, at, payload, subject, sealed
  from unnest($2::text[], $3::int[], $4::uuid[], $5::uuid[], $6::text[], $7::smallint[], $8::timestamptz[], $9::json[],
    $10::text[], $11::bytea[]) with ordinality
    e(stream, revision, id, tenant_id, type, version, at, payload, subject, sealed, n)`

export interface RawStream {
  name: string
  revision: number
}

export interface RawInserts {
  insert(on: Queryable, rows: { stream: string; revision: number; event: StorableEvent }[]): Promise<void>
  /** Positions go on where the log stands. */
  begin(): Promise<void>
}

export const rawInserts = (owner: Pool): RawInserts => {
  let position = 0
  return {
    async begin() {
      const { rows } = await owner.query<{ position: number }>('select position from log_head')
      position = rows[0]!.position
    },
    async insert(on, rows) {
      const from = position
      position += rows.length
      const streams = arrayOf(textType, rows, ({ stream }) => stream)
      const revisions = arrayOf(int4, rows, ({ revision }) => revision)
      await on.query({
        name: 'raw',
        text,
        values: [from, streams, revisions, ...columnArrays(rows.map(({ event }) => event))],
      })
    },
  }
}

/** What a number of callers write one after the other: `events` to a stream, twenty in all, then the next stream. */
export const rowSource = (callers: number, events: number, newStream: () => string, newEvent: () => StorableEvent) => {
  const streams = Array.from({ length: callers }, () => ({ name: newStream(), revision: noStream }))
  let turn = 0
  return (): { stream: string; revision: number; event: StorableEvent }[] => {
    const index = turn++ % callers
    if (streams[index]!.revision >= 19) streams[index] = { name: newStream(), revision: noStream }
    const stream = streams[index]!
    return Array.from({ length: events }, () => ({
      stream: stream.name,
      revision: ++stream.revision,
      event: newEvent(),
    }))
  }
}
