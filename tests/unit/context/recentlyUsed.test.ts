import { describe, expect, it } from 'vitest'
import { recentlyUsed } from '#services/context/recentlyUsed.ts'

describe('what was used recently', () => {
  it('is made once, and the least recently used is forgotten first', () => {
    const made: string[] = []
    const get = recentlyUsed(2, (key) => {
      made.push(key)
      return key.toUpperCase()
    })
    expect(['a', 'b', 'a', 'c', 'a', 'b'].map(get)).toEqual(['A', 'B', 'A', 'C', 'A', 'B'])
    expect(made).toEqual(['a', 'b', 'c', 'b'])
  })
})
