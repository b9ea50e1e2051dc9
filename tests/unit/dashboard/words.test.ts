import { describe, expect, it } from 'vitest'
import { endedWords } from '../../../dashboard/src/components/mySessions/endedWords.ts'
import { deviceTitle, grouped, placeTitle } from '../../../dashboard/src/stores/ownSessions.ts'
import { withSession } from '#client/ownSessions/listedSessions.ts'
import { sessionsWith, term } from '../../../dashboard/src/components/overview/sessionsWith.ts'
import { askedOfLog, logParts } from '../../../dashboard/src/components/log/logParts.ts'
import { logScopeOf } from '../../../dashboard/src/components/overview/logScope.ts'
import { endedBy, wasForced } from '../../../dashboard/src/components/signIn/endingWords.ts'
import {
  mistakesIn,
  nothingEntered,
  setupSteps,
  slugOf,
  stepWithMistake,
} from '../../../dashboard/src/components/setup/setupSteps.ts'
import { severityGlyph, shownStatus } from '../../../dashboard/src/components/status/glyphs.ts'
import { mistakeWords } from '../../../dashboard/src/composables/mistakeWords.ts'
import { refusalWords } from '../../../dashboard/src/composables/refusalWords.ts'
import { ApiError } from '../../../dashboard/src/api/problem.ts'
import type { Http } from '../../../dashboard/src/api/http.ts'
import { setupCalls } from '../../../dashboard/src/api/setupCalls.ts'
import { counted } from '../../../dashboard/src/composables/numbers.ts'
import {
  absoluteTime,
  dayAndTime,
  duration,
  momentTitle,
  relativeTime,
} from '../../../dashboard/src/composables/times.ts'
import type { OwnSession } from '../../../dashboard/src/realtime/meFeed.ts'
import { parseFilter } from '#events/filter/parseFilter.ts'
import { filterFields } from '#events/filter/fields.ts'

const now = Date.parse('2026-11-21T08:00:00.000Z')
const ago = (ms: number) => new Date(now - ms).toISOString()
const session = (changes: Partial<OwnSession> = {}) =>
  ({
    id: 's1',
    status: 'active',
    isCurrent: false,
    revision: 3,
    lastActiveAt: ago(0),
    endedAt: null,
    cause: null,
    message: null,
    device: { id: null, name: null, type: 'desktop', browser: 'Chrome 142', os: 'Windows 11' },
    last: { ip: null, network: null, place: null },
    ...changes,
  }) as OwnSession

const clock = (at: number) => new Date(at).toISOString().slice(11, 16)

describe('times', () => {
  it.each([
    [20_000, 'now'],
    [61_000, '1 min'],
    [3_600_000, '1 h'],
    [86_400_000 * 3, '3 d'],
    [-240_000, 'in 4 min'],
  ])('%d ms ago is "%s"', (ms, words) => {
    expect(relativeTime(ago(ms), now)).toBe(words)
  })

  it('are exact and name their zone on request', () => {
    expect(absoluteTime('2026-11-21T05:51:07.412Z', 'UTC')).toBe('21 Nov 2026, 05:51:07.412 UTC')
    expect(dayAndTime('2026-11-21T05:51:07.412Z', 'Europe/Lisbon')).toBe('21 Nov at 05:51 +00:00')
    expect(momentTitle('2026-11-21T05:51:07.412Z', 'Europe/Berlin')).toBe(
      '21 Nov 2026, 05:51:07.412 UTC\n21 Nov 2026, 06:51:07.412 +01:00 Europe/Berlin',
    )
    expect(momentTitle('2026-11-21T05:51:07.412Z', 'UTC')).toBe('21 Nov 2026, 05:51:07.412 UTC')
    expect([duration(84), duration(41_000), duration(7 * 86_400_000)]).toEqual(['84 ms', '41 s', '7 d'])
  })
})

describe('the hour that exists twice', () => {
  it('has two texts', () => {
    const texts = ['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z'].map((at) =>
      absoluteTime(at, 'Europe/Berlin'),
    )
    expect(texts).toEqual(['25 Oct 2026, 02:30:00.000 +02:00', '25 Oct 2026, 02:30:00.000 +01:00'])
  })
})

describe('a status', () => {
  it('is idle after fifteen minutes without activity', () => {
    expect(shownStatus(session({ lastActiveAt: ago(14 * 60_000) }), now)).toBe('live')
    expect(shownStatus(session({ lastActiveAt: ago(15 * 60_000) }), now)).toBe('idle')
    expect(shownStatus(session({ status: 'revoked', lastActiveAt: ago(0) }), now)).toBe('revoked')
  })

  it('has four severities', () => {
    expect([25, 50, 75, 100].map(severityGlyph)).toEqual(['sev-1', 'sev-2', 'sev-3', 'sev-4'])
  })
})

describe('numbers', () => {
  it('agree with their noun', () => {
    expect([counted(1, 'device'), counted(0, 'device'), counted(1234, 'device')]).toEqual([
      '1 device',
      '0 devices',
      '1,234 devices',
    ])
  })
})

describe('a link to sessions', () => {
  it.each(['DE', 'Chrome 142', 'say "hi"', 'a\\b', 'x,y', 'Côte d’Ivoire'])('finds exactly %s', (value) => {
    const parsed = parseFilter(term('browser', value), { fields: filterFields.sessions, now })
    expect(parsed).toMatchObject({ ok: true, expression: { kind: 'term', values: [{ text: value.toLowerCase() }] } })
  })

  it('says which sessions to show only where it is not the open ones', () => {
    expect(sessionsWith('')).toEqual({ name: 'sessions', query: {} })
    expect(sessionsWith('risk>0', 'all')).toEqual({ name: 'sessions', query: { filter: 'risk>0', show: 'all' } })
  })
})

describe('a part of the log', () => {
  it('is asked for in words the filter knows', () => {
    const since = '2026-11-21T07:00:00.000Z'
    for (const log of ['', 'logins', 'refused', 'refused-logins', 'ended', 'rules', '2026-11-21T08:00:00.000Z']) {
      const { filter } = logScopeOf({ log, since }, clock)
      expect({ filter, parsed: parseFilter(filter, { fields: filterFields.log, now }) }).toMatchObject({
        parsed: { ok: true },
      })
    }
  })

  it('can be what the rules of the tenant refused, ended and found', () => {
    const { isWanted } = logScopeOf({ log: 'rules' }, clock)
    const wants = (type: string, data: object = {}) => isWanted({ type, data } as never)
    expect([
      wants('LoginFailed', { cause: 'session-limit' }),
      wants('RefreshRefused', { cause: 'country' }),
      wants('SessionRevoked', { cause: 'binding' }),
      wants('BindingBroken', { to: 'country' }),
      wants('LoginFailed', { cause: 'wrong-password' }),
      wants('SessionRevoked', { cause: 'admin' }),
      wants('SessionStarted'),
    ]).toEqual([true, true, true, true, false, false, false])
  })

  it('is narrowed by a filter with `or` as a part of the page of the log', () => {
    const { term } = logParts.find(({ name }) => name === 'rules')!
    const asked = askedOfLog('user:ann* or ip:10.0.0.0/8', term, 'at>-1h')
    expect(parseFilter(asked, { fields: filterFields.log, now })).toMatchObject({ ok: true })
    expect(asked).toMatch(/^\(user:ann\* or ip:10\.0\.0\.0\/8\) \(cause:.* or type:.*\) at>-1h$/)
  })

  it('can be one minute', () => {
    const scope = logScopeOf({ log: '2026-11-21T08:00:00.000Z' }, clock)
    const during = (at: string) => scope.isWanted({ at } as never)
    expect(scope.title).toBe('08:00')
    expect([during('2026-11-21T08:00:59.999Z'), during('2026-11-21T08:01:00.000Z')]).toEqual([true, false])
  })

  it('can begin where a number begins to count, and holds what that counts', () => {
    const { title, filter, isWanted } = logScopeOf({ log: 'refused-logins', since: '2026-11-21T07:01:00.000Z' }, clock)
    expect([title, filter]).toEqual(['Refused logins since 07:01', 'type:LoginFailed at>=2026-11-21T07:01:00.000Z'])
    const wants = (type: string, at: string) => isWanted({ type, at } as never)
    expect([
      wants('LoginFailed', '2026-11-21T07:01:00.000Z'),
      wants('LoginFailed', '2026-11-21T07:00:59.999Z'),
      wants('RefreshRefused', '2026-11-21T07:02:00.000Z'),
    ]).toEqual([true, false, false])
  })

  it('is everything when the address names nothing known', () => {
    expect(logScopeOf({ log: 'nonsense', since: 'nonsense' }, clock).filter).toBe('')
  })
})

describe('my sessions', () => {
  it('take a newer row and leave an older one', () => {
    const known = [session({ id: 'a', revision: 3 }), session({ id: 'b' })]
    expect(withSession(known, session({ id: 'a', revision: 2 }))).toBe(known)
    expect(withSession(known, session({ id: 'a', revision: 4, status: 'revoked' }))).toHaveLength(2)
    expect(withSession(known, session({ id: 'c' }))).toHaveLength(3)
  })

  it('are this device, the others by last activity, and the ended ones', () => {
    const groups = grouped([
      session({ id: 'old', lastActiveAt: ago(9_000) }),
      session({ id: 'here', isCurrent: true }),
      session({ id: 'new', lastActiveAt: ago(1_000) }),
      session({ id: 'over', status: 'expired', endedAt: ago(5_000) }),
    ])
    expect(groups.current?.id).toBe('here')
    expect(groups.others.map(({ id }) => id)).toEqual(['new', 'old'])
    expect(groups.ended.map(({ id }) => id)).toEqual(['over'])
  })

  it('name device and place as people do', () => {
    expect(deviceTitle(session())).toBe('Chrome on Windows')
    expect(
      deviceTitle(
        session({
          device: { id: null, name: 'Kitchen tablet', type: 'tablet', browser: null, os: null, fingerprint: null },
        }),
      ),
    ).toBe('Kitchen tablet')
    expect(
      deviceTitle(
        session({ device: { id: null, name: null, type: 'tv', browser: null, os: null, fingerprint: null } }),
      ),
    ).toBe('A TV')
    const place = { country: 'PT', region: null, city: 'Lisbon', lat: null, lon: null, accuracyKm: null, source: 'x' }
    expect(placeTitle(session({ last: { ip: null, network: null, place } }))).toBe('Lisbon, Portugal')
    expect(placeTitle(session())).toBeNull()
  })

  it('say why they ended, with the message and never a reason', () => {
    const ended = { ...session({ status: 'revoked', cause: 'admin', message: 'Lost laptop' }), reason: 'secret' }
    expect(endedWords(ended, 'Acme')).toBe('Acme security signed you out: “Lost laptop”')
    expect(endedWords(session({ status: 'expired', cause: 'idle' }), 'Acme')).toBe('Not used for a while')
    expect(endedWords(session({ status: 'loggedOut', cause: 'person' }), 'Acme')).toBe('You signed out')
    expect(endedWords(session({ status: 'loggedOut', cause: 'replaced' }), 'Acme')).toBe(
      'Replaced by a new sign-in in that browser',
    )
  })
})

describe('an ending', () => {
  it('names no rule to whoever holds the session', () => {
    for (const cause of ['reuse', 'anomaly', 'block', 'hold']) expect(endedBy(cause, 'Acme')).not.toContain(cause)
  })

  it('by a new sign-in is nobody else’s decision, and says so', () => {
    expect(endedBy('replaced', 'Acme')).toBe('A new sign-in in this browser ended this session')
    expect(wasForced('replaced')).toBe(false)
  })

  it('is told apart by whose decision it was', () => {
    expect([wasForced('admin'), wasForced('operation'), wasForced('user'), wasForced('idle')]).toEqual([
      true,
      true,
      false,
      false,
    ])
  })
})

describe('what a form was refused for', () => {
  const shape = 'The request does not have the shape this route takes; see errors.'
  const refused = (detail: string, errors: { path: string; code: string; message: string }[]) =>
    new ApiError({ title: 'Invalid', status: 400, code: 'invalid-request', id: 'r', detail, errors })

  it.each([
    ['too_big', 'body.admin.name', 'That is too long.'],
    ['too_small', 'body.admin.name', 'This is needed.'],
    ['invalid_type', 'body.admin.name', 'This is needed.'],
    ['invalid_format', 'body.admin.email', 'That is not an e-mail address. It looks like ann@acme.test.'],
    ['invalid_format', 'body.tenant.slug', 'Lower-case letters, digits and hyphens, no hyphen at either end.'],
    ['password-common', 'body.admin.password', 'In its own words.'],
  ])('is said to a person: %s of %s', (code, path, words) => {
    const mistake = {
      path,
      code,
      message: code.startsWith('password') ? words : 'Too big: expected string to have <=200',
    }
    expect(mistakeWords(mistake)).toBe(words)
    expect(refusalWords(refused(shape, [mistake]))).toBe(words)
  })

  it('never is the shape of a request', () => {
    expect(refusalWords(refused('This client is registered for cookie.', []))).toBe(
      'This client is registered for cookie.',
    )
    expect(
      refusalWords(refused(shape, [{ path: 'body.token', code: 'too_small', message: 'Too small' }])),
    ).not.toContain('shape')
  })

  it('is no question to the server where a set-up link lost its token', async () => {
    const asked: unknown[] = []
    const http = {
      post: async (_path: string, body: unknown) => (asked.push(body), { body: { valid: true }, position: null }),
    }
    const check = (token: string) => setupCalls(http as unknown as Http, token).check()
    expect(await check('')).toBe(false)
    expect(await check('half%20')).toBe(false)
    expect(asked).toEqual([])
    expect(await check('Wtw9PzZAGk2yQUyjYhudGhTkizaoZP5qj8i5iNL1khE')).toBe(true)
  })
})

describe('set-up', () => {
  it('derives what people will type from the name', () => {
    expect([slugOf('Acme Corp.'), slugOf('Ünï & Söhne'), slugOf('—')]).toEqual(['acme-corp', 'uni-sohne', ''])
  })

  it('checks each step before it goes on', () => {
    const entered = nothingEntered()
    entered.operator = { email: 'jürgen@acme.test', name: 'Jürgen', password: 'short' }
    expect(setupSteps.map((step) => Object.keys(mistakesIn(step, entered)))).toEqual([
      ['operator.password'],
      ['tenant.slug'],
      ['admin.email', 'admin.password'],
    ])
  })

  it('goes back to the step the server found a mistake in', () => {
    expect(stepWithMistake({ 'admin.email': 'taken' })).toBe(2)
    expect(stepWithMistake({})).toBeNull()
  })
})
