import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { filterFields } from '#events/filter/fields.ts'
import { formatFilter } from '#events/filter/formatFilter.ts'
import { parseFilter } from '#events/filter/parseFilter.ts'
import { filterBounds } from '#events/filter/syntax.ts'
import { expression } from './expressions.ts'

const meaning = { now: Date.parse('2026-11-21T05:55:12.345Z'), fields: filterFields.sessions }
const parse = (text: string) => parseFilter(text, meaning)

/** The parsed filter in its canonical text, which says what was understood. */
const understood = (text: string): string => {
  const parsed = parse(text)
  return parsed.ok ? formatFilter(parsed.expression) : `${parsed.mistake.offset}: ${parsed.mistake.expected}`
}

describe('a filter', () => {
  it.each([
    ['', ''],
    ['user:ann@acme.test country:DE,FR', 'user:ann@acme.test country:de,fr'],
    ['-deviceType:mobile', '-deviceType:mobile'],
    ['NOT devicetype:Mobile', '-deviceType:mobile'],
    ['user:a and country:de', 'user:a country:de'],
    ['user:a country:de or risk>=70', 'user:a country:de or risk>=70'],
    ['user:a (country:de or risk>=70)', 'user:a (country:de or risk>=70)'],
    ['(user:a country:de) risk>5', 'user:a country:de risk>5'],
    ['not (country:de or not user:x)', '-(country:de or -user:x)'],
    ['app:web', 'client:web'],
    ['user:ann*', 'user:ann*'],
    ['ip:64:ff9b::c633:6407', 'ip:198.51.100.7'],
    ['64:ff9b::c633:6407', 'ip:198.51.100.7'],
    ['2002:c633:6407::1 or 2002::/16', 'ip:198.51.100.7 or ip:2002::/16'],
    ['user:"Ann Keller"', 'user:"ann keller"'],
    ['user:"ann k"*', 'user:"ann k"*'],
    [String.raw`user:"say \"hi\" \\"`, String.raw`user:"say \"hi\" \\"`],
    ['user:"*"', 'user:"*"'],
    ['user:*', 'user:*'],
    ['city:Straße', 'city:strasse'],
    ['status:logged-out,ACTIVE', 'status:loggedOut,active'],
    ['idle:TRUE', 'idle:true'],
    ['ip:10.1.2.3/8', 'ip:10.0.0.0/8'],
    ['ip:2001:DB8:0:0::1/32,::ffff:192.0.2.7', 'ip:2001:db8::/32,192.0.2.7'],
    ['risk>=12.5', 'risk>=12.5'],
    ['cause:admin by:policy anomaly:impossible-travel', 'cause:admin by:policy anomaly:impossible-travel'],
  ])('%s is understood as %s', (written, canonical) => {
    expect(understood(written)).toBe(canonical)
  })

  it.each([
    ['started>2026-11-01', 'started>2026-11-01T00:00:00.000Z'],
    ['started>=2026-11-01T09:30', 'started>=2026-11-01T09:30:00.000Z'],
    ['started<"2026-11-01 09:30:15+02:00"', 'started<2026-11-01T07:30:15.000Z'],
    ['started>-2h', 'started>2026-11-21T03:55:12.345Z'],
    ['started>now-2h', 'started>2026-11-21T03:55:12.345Z'],
    ['expires<=+1d', 'expires<=2026-11-22T05:55:12.345Z'],
    ['lastActive<now', 'lastActive<2026-11-21T05:55:12.345Z'],
    ['started:2026-11-01', 'started>=2026-11-01T00:00:00.000Z started<2026-11-02T00:00:00.000Z'],
    ['started:2026-11-01T09:30Z', 'started>=2026-11-01T09:30:00.000Z started<2026-11-01T09:31:00.000Z'],
    ['ended:2026-11-01T09:30:00.250Z', 'ended:2026-11-01T09:30:00.250Z'],
    [
      '-started:2026-11-01,2026-11-05',
      '-(started>=2026-11-01T00:00:00.000Z started<2026-11-02T00:00:00.000Z or started>=2026-11-05T00:00:00.000Z started<2026-11-06T00:00:00.000Z)',
    ],
  ])('%s counts from the given now: %s', (written, canonical) => {
    expect(understood(written)).toBe(canonical)
  })

  it('formats back to a text with the same meaning', () => {
    fc.assert(
      fc.property(expression, (tree) => {
        const parsed = parse(formatFilter(tree))
        // Random trees may exceed the bounds; those are refused, never misread.
        const tooLarge = !parsed.ok && parsed.mistake.expected.includes('at most')
        expect(tooLarge || parsed).toEqual(tooLarge || { ok: true, expression: tree })
      }),
      { numRuns: 1000 },
    )
  })
})

describe('what is asked for without a key', () => {
  it.each([
    ['mateo', '"mateo"'],
    ['Chen', '"chen"'],
    ['"Ada Chen"', '"ada chen"'],
    ['mat*', '"mat"*'],
    ['ann@acme.test', '"ann acme test"'],
    ["O'Brien", '"o brien"'],
    ['Lisbon, PT', '"lisbon" "pt"'],
    ['-mateo status:active', '-"mateo" status:active'],
    ['mateo or chen', '"mateo" or "chen"'],
    ['"or"', '"or"'],
    ['203.0.113.7', 'ip:203.0.113.7'],
    ['10.0.0.0/8', 'ip:10.0.0.0/8'],
    ['fe80::1', 'ip:fe80::1'],
    ['::ffff:10.0.0.1', 'ip:10.0.0.1'],
    ['2001:db8::7', 'ip:2001:db8::7'],
    ['Germany', '"germany" or country:de'],
    ['"United Kingdom"', '"united kingdom" or country:gb'],
    ['Phone', '"phone" or deviceType:mobile'],
    ['Live', '"live" or status:active idle:false'],
    ['Idle', '"idle" or idle:true'],
    ['Revoked', '"revoked" or status:revoked'],
    [
      '0193A000-0000-7000-8000-000000000001',
      ['id', 'userId', 'deviceId', 'anomaly'].map((key) => `${key}:0193a000-0000-7000-8000-000000000001`).join(' or '),
    ],
    [
      '0193a000-0000',
      `"0193a000 0000" or ${['id', 'userId', 'deviceId', 'anomaly'].map((key) => `${key}:0193a000-0000*`).join(' or ')}`,
    ],
  ])('%s is %s', (written, canonical) => {
    expect(understood(written)).toBe(canonical)
  })

  it('takes a pasted no-break space for a space', () => {
    expect(understood('ada\u00a0chen\u202fcountry:DE')).toBe('"ada" "chen" country:de')
    expect(understood('"ada\u00a0chen"')).toBe('"ada chen"')
  })
})

describe('a word that pages show', () => {
  it.each([
    ['country:Germany', 'country:de'],
    ['country:"united states",FR', 'country:us,fr'],
    ['country:UK', 'country:gb'],
    ['country:Russia', 'country:ru'],
    ['country:XX', 'country:xx'],
    ['deviceType:Phone', 'deviceType:mobile'],
    ['status:Live', 'status:active idle:false'],
    ['status:idle', 'idle:true'],
    ['status:live,revoked', 'status:revoked or status:active idle:false'],
    ['status:"Logged out"', 'status:loggedOut'],
    ['-status:Ended', '-(-status:active)'],
    ['method:password', 'method:pwd'],
    ['method:passkey', 'method:webauthn,hwk,swk'],
    ['method:otp', 'method:otp,totp,recovery'],
    ['-method:swk', '-method:swk,webauthn'],
    ['cause:"token reuse"', 'cause:reuse'],
    ['cause:"by its owner"', 'cause:user,person'],
  ])('%s is %s', (written, canonical) => {
    expect(understood(written)).toBe(canonical)
  })
})

describe('a wrong filter', () => {
  it.each([
    ['country:SG risk>=hi', 17, 'Expected a number from 0 to 100 after risk>='],
    ['risk:101', 5, 'Expected a number from 0 to 100 after risk:'],
    ['status:gone', 7, 'Expected active, loggedOut, expired or revoked after status:'],
    ['idle:yes', 5, 'Expected true or false after idle:'],
    ['ip:1.2.3', 3, 'Expected an address or a block such as 10.0.0.0/8 after ip:'],
    ['ip:10.0.0.0/33', 3, 'Expected an address or a block such as 10.0.0.0/8 after ip:'],
    ['started>2026-02-30', 8, 'Expected a time such as 2026-11-01, 2026-11-01T09:30Z or -2h after started>'],
    ['started>2026-11-01T25:00Z', 8, 'Expected a time such as 2026-11-01, 2026-11-01T09:30Z or -2h after started>'],
    ['started>0000-01-01', 8, 'Expected a time such as 2026-11-01, 2026-11-01T09:30Z or -2h after started>'],
    ['started>-9999999w', 8, 'Expected a time such as 2026-11-01, 2026-11-01T09:30Z or -2h after started>'],
    ['started:-2h', 7, 'Expected > or < before -2h, as in started>-2h'],
    ['country:', 8, 'Expected a value after country:'],
    ['country:de,,fr', 11, 'Expected a value after country:'],
    ['country:de,', 11, 'Expected a value after country:'],
    ['country: de', 8, 'Expected a value after country:'],
    ['risk>1,2', 6, 'Expected one value after risk>'],
    ['user>ann', 4, 'Expected : after user'],
    ['--', 2, 'Expected a term such as user:ann@acme.test'],
    ['user:a @', 7, 'Expected a word'],
    ['""', 0, 'Expected a word'],
    ['colour:red', 0, 'Expected a key such as status, idle or user, not colour'],
    ['user_agent:red', 0, 'Expected a key such as status, idle or user, not user_agent'],
    ['user-agent:red', 0, 'Expected a key such as status, idle or user, not user-agent'],
    ['user:a ,', 7, 'Expected a key such as user, country or risk'],
    ['user:a*b', 7, 'Expected * only at the end of a word; put quotes around a literal *'],
    ['status:act*', 7, 'Expected active, loggedOut, expired or revoked after status:'],
    ['user:"ann', 9, 'Expected " to close the quoted text'],
    ['(user:a', 7, 'Expected ) for the bracket at 1'],
    ['user:a)', 6, 'Expected a term, not a closing bracket'],
    ['()', 1, 'Expected a term, not a closing bracket'],
    ['or user:a', 0, 'Expected a term before or'],
    ['user:a or', 9, 'Expected a term such as user:ann@acme.test'],
    ['-', 1, 'Expected a term such as user:ann@acme.test'],
    ['user:a\u0000', 6, 'Expected a visible character'],
    ['user:\ud800', 5, 'Expected a visible character'],
  ])('%s: at %i, %s', (written, offset, expected) => {
    expect(parse(written)).toEqual({ ok: false, mistake: { offset, expected } })
  })

  it('is refused when it is too long, too deep or holds too many values', () => {
    expect(understood('user:'.padEnd(filterBounds.characters + 1, 'a'))).toBe('2000: Expected at most 2000 characters')
    const deep = `${'('.repeat(filterBounds.depth + 1)}user:a${')'.repeat(filterBounds.depth + 1)}`
    expect(understood(deep)).toBe('21: Expected at most 20 brackets and nots inside each other')
    const many = `user:${Array.from({ length: filterBounds.values + 1 }, () => 'a').join(',')}`
    expect(understood(many)).toBe('405: Expected at most 200 values')
  })

  it('never throws and points into the text', () => {
    const pieces = fc.constantFrom(
      'user',
      ':',
      '>=',
      '"',
      '*',
      '(',
      ')',
      '-',
      ' or ',
      ' not ',
      ',',
      'ip',
      '10.0.0.0/8',
      'risk',
      '7',
      '\\',
    )
    const noise = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces).map((some) => some.join('')),
    )
    fc.assert(
      fc.property(noise, (text) => {
        const parsed = parse(text)
        if (parsed.ok) return
        expect(parsed.mistake.offset).toBeGreaterThanOrEqual(0)
        expect(parsed.mistake.offset).toBeLessThanOrEqual(text.length)
        expect(parsed.mistake.expected).toMatch(/^Expected /)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('the keys of a target', () => {
  it.each([
    ['sessions', 'status idle user userId client app deviceType deviceId browser os ip network country region city'],
    ['sessions', 'started lastActive ended expires cause by risk anomaly method id'],
    ['log', 'type actor session correlation success at user client ip country'],
    ['people', 'user role status held sessions failures country anomaly'],
  ] as const)('%s has %s', (target, keys) => {
    for (const key of keys.split(' ')) expect(filterFields[target].get(key.toLowerCase())).toBeDefined()
  })
})
