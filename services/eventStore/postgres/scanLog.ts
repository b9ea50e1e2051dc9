import { copyRowsOut } from '#services/postgres/copyRowsOut.ts'
import type { Connection } from '#services/postgres/pool.ts'
import type { RunRequest } from '../logRuns.ts'
import { ScannedEvent, scannedColumns } from './scannedEvent.ts'

/** PGCOPY\n\377\r\n\0, flags, and the length of an unused extension; it comes with the first row. */
const headerBytes = 19
/** A field count of -1 means that there are no more rows. */
const endOfRows = -1

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`

const statementOf = ({ after, upto, types }: RunRequest): string =>
  `copy (select ${scannedColumns.join(', ')} from events
    where position > ${Math.trunc(after)} and position <= ${Math.trunc(upto)}
    ${types === null ? '' : `and type in (${types.map(literal).join(', ')})`} order by position)
    to stdout (format binary)`

/** Reads a stretch of the log in order, in the stored form, as fast as the server can send it. */
export async function* scanLog(connection: Connection, request: RunRequest): AsyncGenerator<ScannedEvent[]> {
  let events: ScannedEvent[] = []
  let skip = headerBytes
  for await (const { bytes, starts } of copyRowsOut(connection, statementOf(request))) {
    for (const start of starts) {
      if (bytes.readInt16BE(start + skip) !== endOfRows) events.push(new ScannedEvent(bytes, start + skip))
      skip = 0
    }
    if (events.length < request.size) continue
    yield events
    events = []
  }
  if (events.length > 0) yield events
}
