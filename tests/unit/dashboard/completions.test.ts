import { describe, expect, it } from 'vitest'
import { filterFields } from '#events/filter/fields.ts'
import { matches } from '#events/filter/matches.ts'
import { sessionValues } from '#events/filter/sessionValues.ts'
import { parseFilter } from '#events/filter/parseFilter.ts'
import { completionsFor, isFirstMeant, mayGrow } from '../../../dashboard/src/components/filter/completions.ts'
import { knownValues, loadedValues, shownOfSession } from '../../../dashboard/src/components/filter/knownValues.ts'
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
  known: (key: string) => knownValues(loadedValues({ rows, isAll: true }, shownOfSession, key), counts, key),
  now: Date.parse('2026-11-21T23:55:12.000Z'),
  timeZone: 'UTC',
}
const offered = (draft: string) => completionsFor(draft, sources).map(({ text }) => text)

describe('completion', () => {
  it.each([
    ['cou', ['country:']],
    ['-cit', ['-city:']],
    ['risk', ['risk>=']],
    ['star', ['started>']],
    ['ap', ['client:', 'country:SG', 'city:Singapore']],
    ['10.2.0.0/16', ['ip:10.2.0.0/16']],
    ['olsen', ['user:b.olsen@acme.test']],
    ['-keller', ['-user:a.keller@acme.test']],
    ['port', ['country:PT']],
    ['singa', ['country:SG', 'city:Singapore']],
    ['phon', ['deviceType:mobile']],
    ['203.0', ['ip:203.0.113.77']],
    ['country:por', ['country:PT', 'country:SG']],
    ['deviceType:ph', ['deviceType:mobile']],
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
      'Singapore, 3 here',
      'country:PT',
      'Portugal, 6 signed in',
    ])
  })

  it('says how many loaded rows show a value', () => {
    expect(completionsFor('app:', sources).map(({ hint }) => hint)).toEqual(['2 here', '1 here'])
    const someLoaded = (key: string) => loadedValues({ rows, isAll: false }, shownOfSession, key)
    const partly = { ...sources, known: (key: string) => knownValues(someLoaded(key), counts, key) }
    expect(completionsFor('app:', partly).map(({ hint }) => hint)).toEqual(['2 of those loaded', '1 of those loaded'])
  })

  it('counts a value where it is the same rows that Enter finds', () => {
    const found = (filter: string) => {
      const parsed = parseFilter(filter, { fields: filterFields.sessions, now: sources.now })
      return parsed.ok ? rows.filter((row) => matches(parsed.expression, sessionValues)(row, sources.now)).length : null
    }
    for (const draft of ['user:', 'app:', 'country:', 'city:', 'browser:', 'network:', 'ip:', 'deviceType:', 'method:'])
      for (const { text, hint } of completionsFor(draft, sources).filter((one) => one.hint.endsWith(' here')))
        expect([text, `${found(text)} here`]).toEqual([text, hint.split(', ').at(-1)])
  })

  it('offers the days of the page’s zone', () => {
    const inBerlin = completionsFor('started:', { ...sources, timeZone: 'Europe/Berlin' })
    expect(inBerlin.map(({ text }) => text)).toEqual(['started:2026-11-22', 'started:2026-11-21'])
  })

  it('is meant by Enter where a value is begun, not where it is whole, a pattern, a time or a word', () => {
    const meant = ['user:ols', 'status:re', 'country:por', 'deviceType:ph', '-app:mo']
    const own = [
      'user:b.olsen@acme.test',
      'user:ols*',
      'country:Portugal',
      'country:',
      'started:2026',
      'olsen',
      'risk:7',
    ]
    expect(meant.filter((draft) => isFirstMeant(draft, sources))).toEqual(meant)
    expect(own.filter((draft) => isFirstMeant(draft, sources))).toEqual([])
  })
})
