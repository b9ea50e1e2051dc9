import { describe, expect, it } from 'vitest'
import { gatheredLookups } from '#services/limits/gatheredLookups.ts'

/** Knows the length of every key but the empty one, and remembers what it was asked. */
const lengths = () => {
  const asked: (readonly string[])[] = []
  const lookUp = gatheredLookups(async (keys) => {
    asked.push(keys)
    if (keys.includes('broken')) throw new Error('broken')
    return new Map(keys.filter((key) => key !== '').map((key) => [key, key.length]))
  })
  return { asked, lookUp }
}

describe('gathered look-ups', () => {
  it('ask once for all that come in one turn, and for each key once', async () => {
    const { asked, lookUp } = lengths()
    expect(await Promise.all(['one', 'three', 'one', ''].map(lookUp))).toEqual([3, 5, 3, undefined])
    expect(asked).toEqual([['one', 'three', '']])
  })

  it('ask again for those that come while a statement is under way', async () => {
    const { asked, lookUp } = lengths()
    const first = lookUp('one')
    await new Promise((resolve) => setImmediate(resolve))
    const later = Promise.all(['three', 'four'].map(lookUp))
    expect([await first, ...(await later)]).toEqual([3, 5, 4])
    expect(asked).toEqual([['one'], ['three', 'four']])
  })

  it('fail together when their statement fails, and go on after it', async () => {
    const { lookUp } = lengths()
    const failed = ['one', 'broken'].map(lookUp)
    await expect(failed[0]).rejects.toThrow('broken')
    await expect(failed[1]).rejects.toThrow('broken')
    expect(await lookUp('one')).toBe(3)
  })
})
