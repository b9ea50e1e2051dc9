import {
  byteaArray,
  int2Array,
  int4Array,
  jsonArray,
  textArray,
  timestamptzArray,
  uuidArray,
} from '#services/postgres/binaryArrays.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import type { StorableEvent } from '../eventStore.ts'
import type { Outcome, PendingAppend } from './groupCommit.ts'

/** The log's time never runs backwards; within a batch that is seen to here. */
const withoutDecrease = (instants: string[]): string[] => {
  let latest = ''
  return instants.map((at) => (latest = at > latest ? at : latest))
}

/** The function's arguments after the first three, one array per column; shared with the import of history. */
export const columnArrays = (events: readonly StorableEvent[]): Buffer[] => [
  uuidArray(events.map((event) => event.id)),
  uuidArray(events.map((event) => event.tenantId)),
  textArray(events.map((event) => event.type)),
  int2Array(events.map((event) => event.version)),
  timestamptzArray(withoutDecrease(events.map((event) => event.at))),
  jsonArray(events.map((event) => event.payload)),
  textArray(events.map((event) => event.subject)),
  byteaArray(events.map((event) => event.sealed)),
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
  return [int4Array(firsts), textArray(streams), int4Array(revisions), ...columnArrays(events)]
}

interface Answer {
  base: number
  /** Numbers, from 1, of the first events of refused appends. */
  refused: number[]
  /** For each of `refused`: the last position of an append that was stored before, or null. */
  repeated: (string | null)[]
}

/** Positions follow `base` without gaps, over the accepted appends in order. */
const outcomes = (batch: readonly PendingAppend[], { base, refused, repeated }: Answer): Outcome[] => {
  let first = 1
  let position = base
  return batch.map(({ events, expectedRevision }) => {
    const refusal = refused.indexOf(first)
    const revision = expectedRevision + events.length
    first += events.length
    if (refusal < 0) {
      position += events.length
      return { position, revision }
    }
    const stored = repeated[refusal] ?? null
    return stored === null ? null : { position: Number(stored), revision }
  })
}

const text = 'select base, refused, repeated from append_events($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)'

/** One call, one commit: stores the accepted appends of a batch in which no stream occurs twice. */
export const appendBatch = async (database: Queryable, batch: readonly PendingAppend[]): Promise<Outcome[]> => {
  const { rows } = await database.query<Answer>({ name: 'append', text, values: parameters(batch) })
  return outcomes(batch, rows[0]!)
}
