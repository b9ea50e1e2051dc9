import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvCells } from '#events/files/csvCutter.ts'
import { UnreadableFile } from '#events/files/decodedText.ts'
import { type FileShape, type ReadRecord, readRecords } from '#events/files/readRecords.ts'
import { longestRecord } from '#events/files/records.ts'

const piecesOf = function* (bytes: Uint8Array, length: number) {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length)
}

const read = async (text: string | Uint8Array, shape: FileShape, length = 7): Promise<ReadRecord[]> => {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text
  return Array.fromAsync(readRecords(piecesOf(bytes, length), shape, 'users'))
}

describe('a CSV file', () => {
  it('gives a record for each row, by the names of the first', async () => {
    expect(await read('id,email\r\n1,ann@acme.test\r\n2,"b ""x"" @acme.test"\r\n', 'csv')).toEqual([
      { line: 2, fields: { id: '1', email: 'ann@acme.test' } },
      { line: 3, fields: { id: '2', email: 'b "x" @acme.test' } },
    ])
  })

  it('may begin with a byte order mark, end without a line break and separate by semicolons', async () => {
    expect(await read('\uFEFFid;email\n1;ann@acme.test', 'csv')).toEqual([
      { line: 2, fields: { id: '1', email: 'ann@acme.test' } },
    ])
  })

  it('may hold line breaks in quotes, and counts lines all the same', async () => {
    const records = await read('id,name\n1,"Ann\nof Acme"\n2,Bob\n', 'csv')
    expect(records).toEqual([
      { line: 2, fields: { id: '1', name: 'Ann\nof Acme' } },
      { line: 4, fields: { id: '2', name: 'Bob' } },
    ])
  })

  it('says which row is broken and goes on with the next', async () => {
    const records = await read('id,name\n1,a"b"\n2\n3,c\n', 'csv')
    expect(records.map((record) => ['mistake' in record, record.line])).toEqual([
      [true, 2],
      [true, 3],
      [false, 4],
    ])
  })

  it('is read as it was written, whatever the fields and the pieces', async () => {
    const field = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', ' ', 'é', '💥', '\r'), maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(field, field), { maxLength: 6 }),
        fc.integer({ min: 1, max: 9 }),
        async (rows, length) => {
          const quoted = rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','))
          const records = await read(['a,b', ...quoted].join('\n'), 'csv', length)
          expect(records.map((record) => 'fields' in record && Object.values(record.fields))).toEqual(rows)
        },
      ),
    )
  })
})

describe('an NDJSON file', () => {
  it('gives a record for each line that is an object, and says of the others what they are', async () => {
    const records = await read('{"a":1}\r\n\n[1]\n{"b":\n{"c":3}', 'lines')
    expect(records).toEqual([
      { line: 1, fields: { a: 1 } },
      { line: 3, mistake: 'This is not a JSON object.' },
      { line: 4, mistake: 'This is not a JSON object.' },
      { line: 5, fields: { c: 3 } },
    ])
  })

  it('with a line of any length is read in little memory, and goes on after it', async () => {
    const line = new TextEncoder().encode('x'.repeat(1_000_000))
    const pieces = function* () {
      for (let megabytes = 0; megabytes < 64; megabytes += 1) yield line
      yield new TextEncoder().encode('\n{"a":1}\n')
    }
    const records = await Array.fromAsync(readRecords(pieces(), 'lines', ''))
    expect(records).toEqual([
      { line: 1, mistake: 'This record is longer than 256 kB.' },
      { line: 2, fields: { a: 1 } },
    ])
  })
})

describe('a quote that is never closed', () => {
  it('costs no more than the longest record', async () => {
    const rows = Array.from({ length: longestRecord / 8 }, () => 'aaaa,bbb').join('\n')
    const records = await read(`id,name\n1,"open\n${rows}\n2,end`, 'csv', 65_536)
    expect(records[0]).toMatchObject({ line: 2, mistake: 'This record is longer than 256 kB.' })
    expect(records.at(-1)).toMatchObject({ fields: { id: '2', name: 'end' } })
  })
})

describe('a realm export', () => {
  const user = (id: string) => ({ id, attributes: { users: ['[', '"', '\\"}'] }, deep: [{ a: [1, 2] }] })

  it('gives each element of the array, in pieces of any size, and nothing else of the document', async () => {
    const document = { realm: 'x', roles: { users: [{ id: 'not this' }] }, users: [user('1'), user('2')], end: [1] }
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 40 }), fc.constantFrom(0, 2), async (length, indent) => {
        const records = await read(JSON.stringify(document, null, indent), 'array', length)
        expect(records.map((record) => 'fields' in record && record.fields)).toEqual([user('1'), user('2')])
      }),
    )
  })

  it('may be the array itself', async () => {
    const records = await read(JSON.stringify([user('1')]), 'array')
    expect(records).toEqual([{ line: 1, fields: user('1') }])
  })

  it('says on which line an element stands', async () => {
    const records = await read('{\n "users": [\n  {"id":"1"},\n  {"id":"2"}\n ]\n}', 'array')
    expect(records.map(({ line }) => line)).toEqual([3, 4])
  })
})

describe('bytes that are no UTF-8', () => {
  it.each([
    ['Latin-1', Uint8Array.from([0x61, 0xe9, 0x0a])],
    ['UTF-16', Uint8Array.from([0xff, 0xfe, 0x61, 0x00])],
    ['half a character at the end', Uint8Array.from([0x61, 0x0a, 0xc3])],
  ])('(%s) are refused whole', async (_name, bytes) => {
    await expect(read(bytes, 'lines')).rejects.toThrow(UnreadableFile)
  })
})

describe('the fields of a row', () => {
  it.each([
    ['', ['']],
    ['a,', ['a', '']],
    ['"a",b', ['a', 'b']],
    ['"a"b', null],
    ['a"b', null],
    ['"a', null],
  ])('%s are %j', (row, cells) => expect(csvCells(row)).toEqual(cells))
})
