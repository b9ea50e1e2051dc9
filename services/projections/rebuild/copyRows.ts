import { byteWriter } from '#services/postgres/binary/byteWriter.ts'
import { type WireType, writeSized } from '#services/postgres/binary/wireTypes.ts'
import type { ViewTable } from '../tables/viewTable.ts'

/** PGCOPY\n\377\r\n\0, no flags, no extension. */
const header = Buffer.from('5047434f50590aff0d0a000000000000000000', 'hex')
const trailer = Buffer.from('ffff', 'hex')
const chunkBytes = 65_536

/** Encodes rows in COPY's binary format, chunk by chunk. */
export const copyEncoder = <Row>(table: ViewTable<Row>) => {
  const writer = byteWriter(chunkBytes * 8)
  const columns = table.columns.map(({ type, value }) => ({ wire: type as unknown as WireType<unknown>, value }))
  return {
    header,
    trailer,
    /** Adds a row; answers a chunk when one is full, else null. */
    add(row: Row): Buffer | null {
      writer.int16(columns.length)
      for (const { wire, value } of columns) writeSized(writer, wire, value(row))
      return writer.length() < chunkBytes ? null : writer.take()
    },
    rest: (): Buffer => writer.take(),
  }
}
