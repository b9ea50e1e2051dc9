import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emailSchema, normaliseEmail, writtenEmail } from '#events/text/emailAddress.ts'

const mistakesIn = (email: string) => emailSchema.safeParse(email).error?.issues.map(({ message }) => message)

/** Texts that people type, and what a browser makes of them. */
const letters = fc.constantFrom(
  ...'aAbzZ09.-_+ßẞıİſKÅςΣσäÄüÜéñあ中аАǆﬁ１ａ。．'.split(''),
  'e\u0301',
  'u\u0308',
  '\u0345',
)
const anyLetter = fc.oneof(letters, fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }))
const part = fc.array(anyLetter, { minLength: 1, maxLength: 8 }).map((all) => all.join(''))
const address = fc.tuple(part, part).map(([local, domain]) => `${local}@${domain}`)

describe('an e-mail address', () => {
  it.each([
    ['a domain in its ASCII form', 'ann@münchen.test', 'ann@xn--mnchen-3ya.test'],
    ['capitals', 'Ann@Acme.test', 'ann@acme.test'],
    ['capitals of other scripts', 'JÜRGEN@MÜNCHEN.test', 'jürgen@xn--mnchen-3ya.test'],
    ['marks apart from their letters', 'ju\u0308rgen@mu\u0308nchen.test', 'jürgen@xn--mnchen-3ya.test'],
    ['full case folding', 'STRASSE@acme.test', 'straße@acme.test'],
    ['blanks around it', ' ann@acme.test\u3000', 'ann@acme.test'],
    ['another full stop', 'ann@ｍünchen。test', 'ann@xn--mnchen-3ya.test'],
  ])('is the same with %s', (_what, one, other) => {
    expect(normaliseEmail(one)).toBe(normaliseEmail(other))
  })

  it('is another one with another letter, however alike', () => {
    expect(normaliseEmail('аnn@acme.test')).not.toBe(normaliseEmail('ann@acme.test'))
    expect(normaliseEmail('ann@straße.test')).not.toBe(normaliseEmail('ann@strasse.test'))
  })

  it('has one normal form, which is its own', () => {
    fc.assert(
      fc.property(fc.oneof(address, fc.string({ unit: 'binary' })), (email) => {
        expect(normaliseEmail(normaliseEmail(email))).toBe(normaliseEmail(email))
        for (const same of [email.normalize('NFC'), email.normalize('NFD'), writtenEmail(email), ` ${email}`])
          expect(normaliseEmail(same)).toBe(normaliseEmail(email))
      }),
      { numRuns: 5_000 },
    )
  })

  it('has it for each letter that may have two cases', () => {
    for (let point = 1; point < 0x2_00_00; point += 1) {
      const email = `${String.fromCodePoint(point)}@acme.test`
      const normal = normaliseEmail(email)
      if (normaliseEmail(normal) !== normal) expect.fail(`U+${point.toString(16)}`)
    }
  })

  it.each([
    ['ann@xn--mnchen-3ya.test', 'ann@münchen.test'],
    ['Ann@MÜNCHEN.test', 'Ann@münchen.test'],
    ['Ann@Acme.test', 'Ann@Acme.test'],
    // Written out, it would hold a joiner that nobody can see.
    ['ann@xn--1ugz855p6kd.test', 'ann@xn--1ugz855p6kd.test'],
    ['ann@xn--.test', 'ann@xn--.test'],
  ])('%s is shown as %s', (typed, shown) => {
    expect(writtenEmail(typed)).toBe(shown)
  })
})

describe('an address to register', () => {
  it.each([
    'ann@acme.test',
    'jürgen@acme.test',
    'ann@münchen.test',
    'ann@xn--mnchen-3ya.test',
    '王@例子.test',
    ' a@b ',
  ])('may be %s', (email) => {
    expect(mistakesIn(email)).toBeUndefined()
  })

  it.each(['', 'ann', '@acme.test', 'ann@', 'ann@acme@test', 'ann smith@acme.test'])('is no %j', (email) => {
    expect(mistakesIn(email)).toContain('Give an e-mail address like ann@acme.test')
  })

  it.each(['\u200b', '\u00ad', '\u200d', '\u2060', '\u202e', '\u2066', '\ufe0f', '\u{e0061}', '\u3164', '\u2800'])(
    'holds nothing that nobody can see: %j',
    (character) => {
      expect(mistakesIn(`mem${character}ber@acme.test`)).toEqual([
        'An e-mail address holds no character that nobody can see',
      ])
      expect(mistakesIn(`member@ac${character}me.test`)).toContain(
        'An e-mail address holds no character that nobody can see',
      )
    },
  )

  it.each([
    'ann@ä/b',
    'ann@ä:80',
    'ann@[::1',
    'ann@ä%41',
    'ann@acme.test.',
    'ann@acme..test',
    'ann@.',
    'ann@acme.test。',
  ])('has a domain, unlike %s', (email) => {
    expect(mistakesIn(email)).toContain('What stands behind the @ is no domain')
  })

  it.each(['ann@10.0.0.1', 'ann@１.２', 'ann@0x7f.１'])('has a domain, which no number is: %s', (email) => {
    expect(mistakesIn(email)).toContain('What stands behind the @ is no domain')
    expect(normaliseEmail(normaliseEmail(email))).toBe(normaliseEmail(email))
  })
})
