import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boundedMap, remembered } from '#services/boundedMap.ts'

describe('a bounded map', () => {
  it('keeps what is used and forgets the rest', () => {
    const map = boundedMap<number, string>(10)
    map.set(-1, 'used')
    for (let key = 0; key < 100; key += 1) {
      map.set(key, `${key}`)
      expect(map.get(-1)).toBe('used')
    }
    const kept = Array.from({ length: 100 }, (_, key) => map.get(key)).filter((value) => value !== undefined)
    expect(kept.length).toBeLessThanOrEqual(10)
    expect(map.get(99)).toBe('99')
    expect(map.get(0)).toBeUndefined()
  })

  it('answers the newest value', () => {
    const map = boundedMap<string, number>(4)
    for (let value = 0; value < 9; value += 1) map.set('key', value)
    expect(map.get('key')).toBe(8)
  })

  it('has whatever was among the half of its capacity used last, and never another’s', () => {
    const half = 4
    const name = fc.integer({ min: 0, max: 9 }).map(String)
    fc.assert(
      fc.property(fc.array(name, { maxLength: 60 }), (names) => {
        const map = boundedMap<string, string>(2 * half)
        const used: string[] = []
        for (const each of names) {
          const latest = new Set(used.toReversed().slice(0, half))
          const found = map.get(each)
          expect(found ?? each).toBe(each)
          expect(latest.has(each) && found === undefined).toBe(false)
          if (found === undefined) map.set(each, each)
          used.splice(used.indexOf(each), used.includes(each) ? 1 : 0)
          used.push(each)
        }
      }),
    )
  })
})

describe('what is remembered', () => {
  it('is made once while it is used, and again when it was forgotten', () => {
    const made: string[] = []
    const get = remembered(2, (key) => {
      made.push(key)
      return key.toUpperCase()
    })
    expect(['a', 'a', 'b', 'a', 'c', 'd', 'a'].map(get)).toEqual(['A', 'A', 'B', 'A', 'C', 'D', 'A'])
    expect(made).toEqual(['a', 'b', 'c', 'd', 'a'])
  })
})
