import { cutRecords, cutterOf, type FileShape } from '#events/files/readRecords.ts'
import type { FileRecord } from '#events/files/records.ts'

/** A part of a file that one request takes: whole records, with what tells how to read them. */
export interface FilePiece {
  body: Blob
  records: number
  /** Records that are too long to be sent. */
  tooLong: readonly number[]
  /** The line in the file, of a line in the piece. */
  lineOf: (line: number) => number
  /** Bytes of the file that have been read by now. */
  read: number
}

/** So that a request is answered within seconds, and a rate limit is no hindrance. */
const mostRecords = 400
const mostCharacters = 1_000_000

const types = { csv: 'text/csv', lines: 'application/x-ndjson', array: 'application/json' } as const

const wholeOf = (shape: FileShape, header: string | null, texts: readonly string[]): string => {
  switch (shape) {
    case 'csv':
      return [header ?? '', ...texts].join('\n')
    case 'lines':
      return texts.join('\n')
    case 'array':
      return `{"users":[\n${texts.join(',\n')}\n]}`
  }
}

const linesIn = (text: string): number => text.split('\n').length

const pieceOf = (
  shape: FileShape,
  header: string | null,
  { taken, read }: { taken: readonly FileRecord[]; read: number },
): FilePiece => {
  const whole = taken.flatMap(({ line, text }) => (text === null ? [] : [{ line, text }]))
  let next = shape === 'lines' ? 1 : 1 + (header === null ? 1 : linesIn(header))
  const begins = whole.map(({ line, text }) => {
    const at = next
    next += linesIn(text)
    return { at, line }
  })
  return {
    body: new Blob(
      [
        wholeOf(
          shape,
          header,
          whole.map(({ text }) => text),
        ),
      ],
      { type: types[shape] },
    ),
    records: taken.length,
    tooLong: taken.filter(({ text }) => text === null).map(({ line }) => line),
    lineOf: (line) => begins.findLast(({ at }) => at <= line)?.line ?? line,
    read,
  }
}

/** Cuts a file into pieces without reading all of it into memory. @throws UnreadableFile */
export const filePieces = async function* (file: Blob, shape: FileShape): AsyncGenerator<FilePiece> {
  let read = 0
  const bytes = async function* (): AsyncGenerator<Uint8Array> {
    const reader = file.stream().getReader()
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      read += next.value.length
      yield next.value
    }
  }
  let header: string | null = null
  let taken: FileRecord[] = []
  let characters = 0
  for await (const record of cutRecords(bytes(), cutterOf(shape, 'users'))) {
    if (shape === 'csv' && header === null) {
      header = record.text ?? ''
      continue
    }
    taken.push(record)
    characters += record.text?.length ?? 0
    if (taken.length < mostRecords && characters < mostCharacters) continue
    yield pieceOf(shape, header, { taken, read })
    taken = []
    characters = 0
  }
  if (taken.length > 0) yield pieceOf(shape, header, { taken, read })
}
