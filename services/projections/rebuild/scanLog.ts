import type { Position } from '#events/envelope.ts'
import type { StoredEvent } from '#services/eventStore/eventStore.ts'
import { copyOut } from '#services/postgres/copy.ts'
import type { Connection } from '#services/postgres/pool.ts'
import { type Tuple, tupleReader } from './readTuples.ts'

const columns = [
  'position',
  'at',
  'id',
  'tenant_id',
  'revision',
  'version',
  'stream',
  'type',
  'payload',
  'subject',
  'sealed',
] as const
const [position, at, id, tenantId, revision, version, stream, type, payload, subject, sealed] = columns.keys()

const epochOfPostgres = Date.UTC(2000, 0, 1)

const integer64 = (bytes: Buffer, offset: number): number =>
  bytes.readInt32BE(offset) * 4_294_967_296 + bytes.readUInt32BE(offset + 4)

const uuidAt = (bytes: Buffer, offset: number): string => {
  const hex = bytes.toString('hex', offset, offset + 16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

const eventOf = ({ bytes, offsets, lengths }: Tuple): StoredEvent => {
  const start = (field: number | undefined): number => offsets[field!]!
  const text = (field: number | undefined): string =>
    bytes.toString('utf8', start(field), start(field) + lengths[field!]!)
  const isNull = (field: number | undefined): boolean => lengths[field!] === -1
  return {
    position: integer64(bytes, start(position)),
    at: new Date(epochOfPostgres + integer64(bytes, start(at)) / 1000).toISOString(),
    id: uuidAt(bytes, start(id)),
    tenantId: uuidAt(bytes, start(tenantId)),
    revision: bytes.readInt32BE(start(revision)),
    version: bytes.readInt16BE(start(version)),
    stream: text(stream),
    type: text(type),
    payload: text(payload),
    subject: isNull(subject) ? null : text(subject),
    // A copy, because an event that is kept would keep the whole chunk it came in.
    sealed: isNull(sealed) ? null : Buffer.from(bytes.subarray(start(sealed), start(sealed) + lengths[sealed!]!)),
  }
}

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`

export interface ScanRequest {
  /** Exclusive. */
  after: Position
  upto: Position
  /** Null: every type, unknown ones too. */
  types: readonly string[] | null
  /** Events handed out together. */
  size: number
}

/** Reads a stretch of the log in order, in the stored form, as fast as the server can send it. */
export async function* scanLog(connection: Connection, request: ScanRequest): AsyncGenerator<StoredEvent[]> {
  const { after, upto, types, size } = request
  const ofTypes = types === null ? '' : `and type in (${types.map(literal).join(', ')})`
  const sql = `copy (select ${columns.join(', ')} from events
    where position > ${Math.trunc(after)} and position <= ${Math.trunc(upto)} ${ofTypes} order by position)
    to stdout (format binary)`
  const read = tupleReader(columns.length)
  let events: StoredEvent[] = []
  for await (const chunk of copyOut(connection, sql)) {
    for (const tuple of read(chunk)) events.push(eventOf(tuple))
    if (events.length < size) continue
    yield events
    events = []
  }
  if (events.length > 0) yield events
}
