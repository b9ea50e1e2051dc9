import { describe, expect, it } from 'vitest'
import { refuseUnshowable } from '#services/http/refuseUnshowable.ts'

const refusal = (value: unknown): unknown => {
  try {
    refuseUnshowable('body', value)
    return null
  } catch (error) {
    return error
  }
}

describe('text that nobody can see', () => {
  it.each([
    ['NUL', 'a\u0000b'],
    ['half an emoji', 'phone \ud83d'],
    ['the other half', '\udcf1'],
    ['an escape', 'a\u001b[31m'],
    ['a C1 control', 'a\u0085'],
    ['a line break in a name', 'a\nb'],
  ])('is refused with its path: %s', (_name, text) => {
    expect(refusal({ device: { name: text } })).toMatchObject({
      code: 'invalid-text',
      details: { errors: [{ path: 'body.device.name', code: 'invalid-text' }] },
    })
    expect(refusal({ languages: ['en', text] })).toMatchObject({ details: { errors: [{ path: 'body.languages.1' }] } })
  })

  it.each(['\u200b', '\u00ad', '\u200d', '\u202e', '\u2067', '\u{e0041}'])(
    'is refused in an e-mail address, where it would make two that look alike: %j',
    (character) => {
      const email = `mem${character}ber@acme.test`
      expect(refusal({ admin: { email } })).toMatchObject({
        code: 'invalid-text',
        details: { errors: [{ path: 'body.admin.email', code: 'invalid-text' }] },
      })
      expect(refusal({ name: `Zoë ${character}` })).toBeNull()
    },
  )

  it('is no text of people: emoji, other scripts, several lines of a reason', () => {
    expect(refusal({ name: 'Žofie 📱 王', reason: 'first\nsecond\tthird' })).toBeNull()
  })

  it('may be in a password, and in what has a grammar of its own', () => {
    expect(refusal({ password: 'a\u0007b', filter: 'user:a\u0000' })).toBeNull()
  })

  it('is told of twenty fields at most', () => {
    const many = Array.from({ length: 50 }, () => '\u0000')
    expect(refusal({ many })).toMatchObject({ details: { errors: { length: 20 } } })
  })

  it('is not looked for at any depth that a body may have', () => {
    const nested: unknown = JSON.parse(`{"a":${'['.repeat(49_000)}${']'.repeat(49_000)}}`)
    expect(refusal(nested)).toMatchObject({ code: 'invalid-request' })
  })
})
