import { arrayOf, arrayParameter } from '#services/postgres/binary/arrayParameter.ts'
import { bytea, int2, int4, json, text, timestamptz, uuid } from '#services/postgres/binary/wireTypes.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import type { StorableEvent, Stretch } from '../eventStore.ts'
import type { Outcome, PendingAppend } from './groupCommit.ts'

/** The log's time never runs backwards; this ensures it within a batch. */
const withoutDecrease = (instants: string[]): string[] => {
  let latest = ''
  return instants.map((at) => (latest = at > latest ? at : latest))
}

/** The function's arguments after the first three, one array per column; shared with the import of history. */
export const columnArrays = (events: readonly StorableEvent[]): Buffer[] => [
  arrayOf(uuid, events, (event) => event.id),
  arrayOf(uuid, events, (event) => event.tenantId),
  arrayOf(text, events, (event) => event.type),
  arrayOf(int2, events, (event) => event.version),
  arrayParameter(timestamptz, withoutDecrease(events.map((event) => event.at))),
  arrayOf(json, events, (event) => event.payload),
  arrayOf(text, events, (event) => event.subject),
  arrayOf(bytea, events, (event) => event.sealed),
]

const parameters = (batch: readonly PendingAppend[]): Buffer[] => {
  const firsts: number[] = []
  const streams: string[] = []
  const revisions: number[] = []
  const events: StorableEvent[] = []
  for (const append of batch) {
    const first = events.length + 1
    append.events.forEach((event, index) => {
      firsts.push(first)
      streams.push(append.stream)
      revisions.push(append.expectedRevision + 1 + index)
      events.push(event)
    })
  }
  return [
    arrayParameter(int4, firsts),
    arrayParameter(text, streams),
    arrayParameter(int4, revisions),
    ...columnArrays(events),
  ]
}

interface Answer {
  base: number
  /** Numbers, counted from 1 in the batch, of the first event of each refused append. */
  refused: number[]
  /** For each of `refused`: the last position, when the same append was stored before; else null. */
  repeated: (string | null)[]
  /** The server's process that appended, as its notification will name it. */
  backend: number
}

export interface StoredBatch {
  outcomes: Outcome[]
  /** The accepted appends. */
  stretch: Stretch
  backend: number
}

/** The accepted appends got positions after `base`, without gaps and in order. */
const storedBatch = (batch: readonly PendingAppend[], { base, refused, repeated, backend }: Answer): StoredBatch => {
  let first = 1
  let position = base
  const types = new Set<string>()
  const outcomes = batch.map(({ events, expectedRevision }): Outcome => {
    const refusal = refused.indexOf(first)
    const revision = expectedRevision + events.length
    first += events.length
    if (refusal < 0) {
      position += events.length
      for (const { type } of events) types.add(type)
      return { position, revision }
    }
    const stored = repeated[refusal] ?? null
    return stored === null ? null : { position: Number(stored), revision }
  })
  return { outcomes, stretch: { after: base, upTo: position, types }, backend }
}

const call = `select base, refused, repeated, pg_backend_pid() as backend
              from append_events($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`

/** Stores the accepted appends of a batch in one call and one commit. No stream may occur twice in the batch. */
export const appendBatch = async (database: Queryable, batch: readonly PendingAppend[]): Promise<StoredBatch> => {
  const { rows } = await database.query<Answer>({ name: 'append', text: call, values: parameters(batch) })
  return storedBatch(batch, rows[0]!)
}
