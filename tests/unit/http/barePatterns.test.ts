import { describe, expect, it } from 'vitest'
import { withBarePatterns } from '#services/http/barePatterns.ts'

const bare = (pattern: string): unknown => (withBarePatterns({ pattern }) as { pattern: unknown }).pattern

describe('a pattern of the API description', () => {
  it.each([
    ['^[a-z]+$/u', '^[a-z]+$'],
    [String.raw`^a\/b$/u`, String.raw`^a\/b$`],
    [String.raw`^a\\/u`, String.raw`^a\\`],
    ['^[/]x/u', '^[/]x'],
  ])('%s loses its flags alone', (written, source) => {
    expect(bare(written)).toBe(source)
  })

  it.each(['^[a-z]+$', String.raw`^a\/u`, String.raw`^a\/bc`, String.raw`^a\\\/gi`])(
    '%s has none to lose',
    (written) => {
      expect(bare(written)).toBe(written)
    },
  )

  it('may have no flag but u', () => {
    expect(() => bare('^a$/giu')).toThrow('the flag u and no other')
  })
})
