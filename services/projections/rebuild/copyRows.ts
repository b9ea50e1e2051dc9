import { byteWriter } from '../tables/byteWriter.ts'
import type { ViewTable } from '../tables/viewTable.ts'

/** PGCOPY\n\377\r\n\0, no flags, no extension. */
const header = Buffer.from('5047434f50590aff0d0a000000000000000000', 'hex')
const trailer = Buffer.from('ffff', 'hex')
const chunkBytes = 65_536

/** Rows in COPY's binary format, chunk by chunk. */
export const copyEncoder = <Row>(table: ViewTable<Row>) => {
  const writer = byteWriter(chunkBytes * 2)
  const writers = table.columns.map(({ type, value }) => {
    const write = type.write as (into: typeof writer, value: unknown) => void
    return (row: Row): void => {
      const given = value(row)
      if (given === null) writer.int32(-1)
      else writer.sized(() => write(writer, given))
    }
  })
  return {
    header,
    trailer,
    /** Adds a row; answers a chunk whenever one is full. */
    add(row: Row): Buffer | null {
      writer.int16(writers.length)
      for (const write of writers) write(row)
      return writer.length() < chunkBytes ? null : writer.take()
    },
    rest: (): Buffer => writer.take(),
  }
}
