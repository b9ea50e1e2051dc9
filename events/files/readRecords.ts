import { csvCells, csvCutter, separatorOf } from './csvCutter.ts'
import { decodedText } from './decodedText.ts'
import { elementCutter } from './elementCutter.ts'
import { lineCutter } from './lineCutter.ts'
import type { FileRecord, RecordCutter } from './records.ts'

/** How a file holds its records. `array`: JSON with an array of them. */
export type FileShape = 'csv' | 'lines' | 'array'

/** The member that holds the array where the document is an object. */
export const cutterOf = (shape: FileShape, member: string): RecordCutter => {
  switch (shape) {
    case 'csv':
      return csvCutter()
    case 'lines':
      return lineCutter()
    case 'array':
      return elementCutter(member)
  }
}

type Bytes = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

/** Holds one piece and one record at a time, whatever the size of the file. @throws UnreadableFile */
export const cutRecords = async function* (bytes: Bytes, cutter: RecordCutter): AsyncGenerator<FileRecord> {
  const text = decodedText()
  for await (const piece of bytes) yield* cutter.take(text.take(piece))
  yield* cutter.take(text.end())
  yield* cutter.end()
}

/** What a record says, field by field, or what is wrong with it. */
export type ReadRecord = { line: number } & ({ fields: Readonly<Record<string, unknown>> } | { mistake: string })

const tooLong = 'This record is longer than 256 kB.'

const parsed = ({ line, text }: FileRecord): ReadRecord => {
  if (text === null) return { line, mistake: tooLong }
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return { line, fields: value as Record<string, unknown> }
  } catch {
    // Told like everything else that is no object.
  }
  return { line, mistake: 'This is not a JSON object.' }
}

/** Names of columns as they are compared: `User-Agent`, `user_agent` and `userAgent` are one. */
export const fieldName = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')

const rows = (header: string) => {
  const separator = separatorOf(header)
  const names = csvCells(header, separator)
  return ({ line, text }: FileRecord): ReadRecord => {
    if (names === null)
      return { line, mistake: 'The first row, which names the columns, has a quote that is not closed.' }
    if (text === null) return { line, mistake: tooLong }
    const cells = csvCells(text, separator)
    if (cells === null) return { line, mistake: 'A quote is not closed, or text stands beside it.' }
    if (cells.length !== names.length)
      return { line, mistake: `This row has ${cells.length} fields, and ${names.length} columns are named.` }
    return { line, fields: Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ''])) }
  }
}

/** Records of a file with their fields. The first row of CSV names them. @throws UnreadableFile */
export const readRecords = async function* (
  bytes: Bytes,
  shape: FileShape,
  member: string,
): AsyncGenerator<ReadRecord> {
  let read: ((record: FileRecord) => ReadRecord) | null = shape === 'csv' ? null : parsed
  for await (const record of cutRecords(bytes, cutterOf(shape, member))) {
    if (read !== null) yield read(record)
    else if (record.text === null) yield { line: record.line, mistake: tooLong }
    else read = rows(record.text)
  }
}
