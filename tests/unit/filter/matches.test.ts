import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { filterFields } from '#events/filter/fields.ts'
import { matches } from '#events/filter/matches.ts'
import { parseFilter } from '#events/filter/parseFilter.ts'
import { sessionValues } from '#events/filter/sessionValues.ts'
import { expression } from './expressions.ts'
import { anySessionRow, sessionRow } from './sessionRows.ts'

const now = Date.parse('2026-11-21T05:55:12.000Z')

const matching = (text: string, row = sessionRow()): boolean => {
  const parsed = parseFilter(text, { now, fields: filterFields.sessions })
  if (!parsed.ok) throw new Error(parsed.mistake.expected)
  return matches(parsed.expression, sessionValues)(row, now)
}

describe('a live row', () => {
  it.each([
    '',
    'user:A.Keller@ACME.test',
    'user:"ann keller"',
    'user:a.k*',
    'country:sg',
    'country:DE,SG',
    'city:sing*',
    'ip:203.0.113.0/24',
    'ip:::ffff:203.0.113.77',
    'ip:64:ff9b::203.0.113.77',
    'network:merlion*',
    'app:mobile',
    'deviceType:mobile',
    'browser:acme',
    'browser:"acme 8.2"',
    'os:android',
    'status:active',
    'idle:false',
    'started:2026-11-20',
    'started>-2d',
    'lastActive>-10m',
    'expires<2026-11-29',
    'risk:75',
    'risk>=75',
    'risk<80',
    'anomaly:impossible-travel',
    'anomaly:0193A000-0000-8000-8000-0000000000bb',
    'method:otp',
    'id:0193a000*',
    '-country:DE',
    '-ended>2020-01-01',
    '-region:*',
    'country:DE or risk>50',
    '-(country:DE or app:web)',
    'city:*',
  ])('of an active session matches %s', (filter) => {
    expect(matching(filter)).toBe(true)
  })

  it.each(['user:lea@münchen.test', 'user:LEA@xn--mnchen-3ya.test', 'user:lea@mün*', 'münchen'])(
    'of a person whose domain has other letters matches %s, whichever way the address was stored',
    (filter) => {
      for (const email of ['Lea@münchen.test', 'lea@xn--mnchen-3ya.test'])
        expect(matching(filter, { ...sessionRow(), user: { email, name: 'Lea' } })).toBe(true)
    },
  )

  it.each([
    'user:ann',
    'country:s',
    'ip:203.0.114.0/24',
    'ip:2001:db8::/32',
    'status:revoked',
    'idle:true',
    'ended>2020-01-01',
    'region:*',
    'risk>75',
    'cause:admin',
    'by:*',
    '-country:SG',
    'country:SG app:web',
    'expires>2026-12-01',
    '-(country:SG or app:web)',
  ])('of an active session does not match %s', (filter) => {
    expect(matching(filter)).toBe(false)
  })

  it('is idle from the fifteenth minute without activity, while it is active', () => {
    const quiet = sessionRow({ lastActiveAt: new Date(now - 15 * 60_000).toISOString() })
    expect(matching('idle:true', quiet)).toBe(true)
    expect(matching('idle:true', { ...quiet, lastActiveAt: new Date(now - 15 * 60_000 + 1).toISOString() })).toBe(false)
    expect(matching('idle:true', { ...quiet, status: 'expired' })).toBe(false)
  })

  it('that goes on until signed out expires with its idle time', () => {
    const endless = sessionRow({ absoluteExpiresAt: null })
    expect(matching('expires>=2026-11-28T05:50:00Z expires<2026-11-28T05:51:00Z', endless)).toBe(true)
  })

  it('of an ended session is found by how, why and by whom, and expires no more', () => {
    const revoked = sessionRow({
      status: 'revoked',
      cause: 'admin',
      endedAt: '2026-11-21T05:00:00.000Z',
      endedBy: { kind: 'admin', id: '0193a000-0000-7000-8000-0000000000cc', name: 'r.delgado@acme.test' },
    })
    for (const filter of [
      'cause:admin',
      'by:admin',
      'by:R.Delgado@acme.test',
      'by:0193a000*',
      'ended>-1h',
      '-expires>now',
    ])
      expect(matching(filter, revoked)).toBe(true)
  })
})

describe('every filter', () => {
  it('or its complement matches a row, never both', () => {
    fc.assert(
      fc.property(expression, anySessionRow, (tree, row) => {
        expect(matches({ kind: 'not', term: tree }, sessionValues)(row, now)).toBe(
          !matches(tree, sessionValues)(row, now),
        )
      }),
      { numRuns: 500 },
    )
  })

  it('can read every key of sessions from a row', () => {
    const keys = [...filterFields.sessions.values()].map((field) => field.key)
    expect(new Set(Object.keys(sessionValues))).toEqual(new Set(['any', ...keys]))
  })
})
