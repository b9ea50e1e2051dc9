import { describe, expect, it } from 'vitest'
import { boundedMap } from '#services/sessions/boundedMap.ts'

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
})
