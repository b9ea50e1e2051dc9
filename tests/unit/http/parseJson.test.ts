import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJson } from '#services/http/parseJson.ts'

const code = (bytes: Uint8Array): unknown => {
  try {
    return parseJson(bytes)
  } catch (error) {
    return (error as { code: string }).code
  }
}

describe('a body of JSON', () => {
  it('is what was sent, whatever characters it holds', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), (sent) => {
        const text = JSON.stringify(sent)
        expect(parseJson(Buffer.from(text))).toEqual(JSON.parse(text))
        expect(parseJson(Buffer.from(`\ufeff ${text}`))).toEqual(JSON.parse(text))
      }),
    )
  })

  it('is never read with other characters than those that were sent', () => {
    for (const bytes of [[0xff], [0xc3, 0x28], [0xed, 0xa0, 0x80], [0xc0, 0xaf]])
      expect(code(Buffer.from([...Buffer.from('{"name":"'), ...bytes, ...Buffer.from('"}')]))).toBe('invalid-json')
  })

  it('is an object or an array, or empty', () => {
    for (const text of ['1', 'null', 'true', '"x"', ' ', '{', '{}x'])
      expect(code(Buffer.from(text))).toBe('invalid-json')
    expect(code(Buffer.from('[1]'))).toEqual([1])
    expect(code(Buffer.alloc(0))).toEqual({})
  })
})
