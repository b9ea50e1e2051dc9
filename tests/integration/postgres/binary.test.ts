import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatBlock, parseBlock } from '#events/addresses.ts'
import { arrayOf, arrayParameter } from '#services/postgres/binary/arrayParameter.ts'
import { byteWriter } from '#services/postgres/binary/byteWriter.ts'
import { uuidAt } from '#services/ambient/uuid.ts'
import { readInstant, readInt64 } from '#services/postgres/binary/readValue.ts'
import * as wire from '#services/postgres/binary/wireTypes.ts'
import type { WireType } from '#services/postgres/binary/wireTypes.ts'
import { testDatabase, type TestDatabase } from '../../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

/** The elements as the server's own text. */
const understood = async <Value>(type: WireType<Value>, values: readonly (Value | null)[]) => {
  const { rows } = await database.databases.app.query<{ value: string | null }>(
    `select value::text from unnest($1::${type.sql}[]) with ordinality given(value, place) order by place`,
    [arrayParameter(type, values)],
  )
  return rows.map(({ value }) => value)
}

const instants = fc
  .date({ min: new Date('1800-01-01T00:00:00Z'), max: new Date('2250-01-01T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString())
const texts = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', ''))

describe('an array in binary form is what the server reads', () => {
  const sample = <Value>(values: fc.Arbitrary<Value>): (Value | null)[] => [...fc.sample(values, 300), null]
  const asIs = (value: string | null) => value

  it('of integers of each length', async () => {
    const shown = (value: number | null) => (value === null ? null : String(value))
    for (const [type, most] of [
      [wire.int2, 2 ** 15 - 1],
      [wire.int4, 2 ** 31 - 1],
      [wire.int8, Number.MAX_SAFE_INTEGER],
    ] as const) {
      const values = [...sample(fc.integer({ min: -most, max: most })), 0, -1, most, -most]
      expect(await understood(type, values)).toEqual(values.map(shown))
    }
  })

  it('of numbers, truths, UUIDs, texts, JSON and bytes', async () => {
    const floats = sample(fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)))
    expect((await understood(wire.float8, floats)).map((text) => (text === null ? null : Number(text)))).toEqual(floats)
    expect(await understood(wire.boolean, [true, false, null])).toEqual(['true', 'false', null])
    const uuids = sample(fc.uuid())
    expect(await understood(wire.uuid, uuids)).toEqual(uuids)
    const words = sample(texts)
    expect(await understood(wire.text, words)).toEqual(words.map(asIs))
    const documents = sample(texts.map((text) => JSON.stringify({ text })))
    expect(await understood(wire.json, documents)).toEqual(documents)
    const bytes = sample(fc.uint8Array())
    const shown = bytes.map((value) => (value === null ? null : `\\x${Buffer.from(value).toString('hex')}`))
    expect(await understood(wire.bytea, bytes)).toEqual(shown)
  })

  it('of instants, before the epoch too', async () => {
    const values = sample(instants)
    const { rows } = await database.databases.app.query<{ at: string | null }>(
      'select at from unnest($1::timestamptz[]) with ordinality given(at, place) order by place',
      [arrayParameter(wire.timestamptz, values)],
    )
    expect(rows.map(({ at }) => at)).toEqual(values)
  })

  it('of addresses and blocks of both families', async () => {
    const blocks = ['10.0.0.0/8', '192.0.2.7', '2001:db8::/32', '2001:db8::7'].map((text) => parseBlock(text)!)
    const given = await understood(wire.inet, blocks)
    expect(given.map((text) => formatBlock(parseBlock(text ?? '')!))).toEqual(blocks.map(formatBlock))
  })

  it('with nothing in it', async () => {
    expect(await understood(wire.uuid, [])).toEqual([])
  })
})

describe('a value that is none of its type', () => {
  it('is refused, and the next array is whole', async () => {
    expect(() => arrayParameter(wire.uuid, ['00000000-0000-7000-8000-000000000001', 'no uuid'])).toThrow(TypeError)
    expect(() => arrayParameter(wire.uuid, ['00000000-0000-7000-8000-0000000000012'])).toThrow(TypeError)
    expect(() => arrayParameter(wire.timestamptz, ['yesterday'])).toThrow(TypeError)
    expect(() => arrayOf(wire.int2, [70_000], (value) => value)).toThrow(RangeError)
    expect(await understood(wire.text, ['a', 'b'])).toEqual(['a', 'b'])
  })
})

describe('what is written in binary form', () => {
  it('reads as it was, in whatever memory it came to lie', () => {
    const writer = byteWriter(64)
    const value = fc.tuple(fc.uuid(), instants, fc.maxSafeInteger(), texts)
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 20 }), (values) => {
        for (const [uuid, instant, integer, text] of values) {
          wire.writeSized(writer, wire.uuid, uuid)
          wire.writeSized(writer, wire.timestamptz, instant)
          wire.writeSized(writer, wire.int8, integer)
          wire.writeSized(writer, wire.text, text)
        }
        const length = writer.length()
        const bytes = writer.take()
        expect(bytes.length).toBe(length)
        let at = 0
        for (const [uuid, instant, integer, text] of values) {
          const size = Buffer.byteLength(text)
          expect(uuidAt(bytes, at + 4)).toBe(uuid)
          expect(readInstant(bytes, at + 24)).toBe(instant)
          expect(readInt64(bytes, at + 36)).toBe(integer)
          expect(bytes.toString('utf8', at + 48, at + 48 + size)).toBe(text)
          at += 48 + size
        }
        expect(at).toBe(length)
      }),
    )
  })
})
