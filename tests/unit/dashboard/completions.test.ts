import { describe, expect, it } from 'vitest'
import { filterFields } from '#events/filter/fields.ts'
import { completionsFor, mayGrow } from '../../../dashboard/src/components/filter/completions.ts'
import { knownValues } from '../../../dashboard/src/components/filter/knownValues.ts'
import { sessionRow } from '../filter/sessionRows.ts'

const rows = [
  sessionRow({ client: 'web' }),
  sessionRow({ client: 'mobile' }),
  sessionRow({ client: 'mobile', user: { email: 'b.olsen@acme.test', name: 'Bo Olsen' } }),
]
const counts = {
  active: 9,
  idle: 0,
  users: 5,
  deviceType: {},
  browser: {},
  os: {},
  country: { SG: 3, PT: 6 },
  client: {},
}
const sources = {
  fields: filterFields.sessions,
  known: (key: string) => knownValues(rows, counts, key),
  now: Date.parse('2026-11-21T05:55:12.000Z'),
}
const offered = (draft: string) => completionsFor(draft, sources).map(({ text }) => text)

describe('completion', () => {
  it.each([
    ['cou', ['country:', 'user:cou*']],
    ['-cit', ['-city:', '-user:cit*']],
    ['risk', ['risk>=', 'user:risk*']],
    ['star', ['started>', 'user:star*']],
    ['ap', ['client:', 'user:ap*']],
    ['10.2', ['ip:10.2']],
    ['status:re', ['status:revoked', 'status:expired']],
    ['status:', ['status:active', 'status:loggedOut', 'status:expired', 'status:revoked']],
    ['idle:', ['idle:true', 'idle:false']],
    ['app:', ['app:mobile', 'app:web']],
    ['client:we', ['client:web']],
    ['user:olsen', ['user:b.olsen@acme.test']],
    ['country:SG,s', ['country:SG,SG']],
    ['risk>=', ['risk>=25', 'risk>=50', 'risk>=75', 'risk>=100']],
    ['started>', ['started>-15m', 'started>-1h', 'started>-24h', 'started>-7d']],
    ['started:', ['started:2026-11-21', 'started:2026-11-20']],
    ['network:mer', ['network:"Merlion Mobile"']],
    ['network:"Merlion M', ['network:"Merlion Mobile"']],
    ['colour:', []],
    ['city:nowhere', []],
  ])('of %s offers %o', (draft, expected) => {
    expect(offered(draft)).toEqual(expected)
  })

  it('keeps what stands before the piece being typed', () => {
    expect(completionsFor('(country:SG or app:we', sources)[0]?.draft).toBe('(country:SG or app:web')
  })

  it('answers a wrong value of few with all of them, which a mistake does not hide', () => {
    const offers = completionsFor('risk>=hi', sources)
    expect(offers).toHaveLength(4)
    expect(mayGrow('risk>=hi', offers)).toBe(false)
    expect(mayGrow('status:re', completionsFor('status:re', sources))).toBe(true)
  })

  it('offers what everybody signed in shows after what is loaded', () => {
    const [first, second] = completionsFor('country:', sources)
    expect([first?.text, first?.hint, second?.text, second?.hint]).toEqual([
      'country:SG',
      '3 here',
      'country:PT',
      '6 signed in',
    ])
  })

  it('says how many loaded rows show a value', () => {
    expect(completionsFor('app:', sources).map(({ hint }) => hint)).toEqual(['2 here', '1 here'])
  })
})
