import { describe, expect, it } from 'vitest'
import type { RollcallEvent } from '#events/catalogue.ts'
import type { RequestContext } from '#events/envelope.ts'
import { type PersonMemory, stranger } from '#services/notify/asking/personMemory.ts'
import { type Watched, watchPerson } from '#services/notify/asking/watchPerson.ts'
import { type DataOf, newEvent, someContext } from '../../support/newEvent.ts'

const userId = '0193aaaa-0000-7000-8000-00000000000a'
const sessionId = '0193aaaa-0000-7000-8000-00000000000b'
const silent = { reason: null, message: null, ticket: null }

let position = 0
const happens = <Type extends Watched['type']>(type: Type, data: DataOf<Type>, context: RequestContext | null = null) =>
  ({
    ...newEvent<RollcallEvent['type']>(type, data, { context }),
    stream: 's',
    revision: 0,
    position: (position += 1),
  }) as Watched

const from = (device: Partial<NonNullable<RequestContext['device']>>, country = 'DE'): RequestContext => ({
  ...someContext,
  device: { ...someContext.device!, ...device },
  place: { ...someContext.place!, country },
})
const signsIn = (context: RequestContext | null = someContext) =>
  happens('SessionStarted', { sessionId, userId } as DataOf<'SessionStarted'>, context)
const credential = (by: 'person' | 'admin') =>
  happens('CredentialChanged', { userId, secretId: sessionId, by, temporaryUntil: null, except: [] })
const enrolled = (method: DataOf<'SecondFactorEnrolled'>['method'] = 'webauthn') =>
  happens('SecondFactorEnrolled', { userId, method } as DataOf<'SecondFactorEnrolled'>)
const factorRemoved = () => happens('SecondFactorRemoved', { userId, factorId: sessionId })
const roles = (...given: DataOf<'MemberRoleChanged'>['roles']) =>
  happens('MemberRoleChanged', { userId, roles: given, ...silent })
const revoked = (cause: DataOf<'SessionRevoked'>['cause']) =>
  happens('SessionRevoked', { sessionId, userId, cause, operationId: null, ...silent })
const off = (...kinds: DataOf<'NoticesChanged'>['off']) => happens('NoticesChanged', { userId, off: kinds })
const disowned = () =>
  happens('SignInDisowned', { userId, noticeId: sessionId, kind: 'sign-in', sessionId, doubtsAddress: false })
const anomaly = (rule: DataOf<'AnomalyRaised'>['rule']) =>
  happens('AnomalyRaised', { userId, rule, sessionIds: [sessionId] } as unknown as DataOf<'AnomalyRaised'>)

const digest = (...parts: string[]) => parts.join('/')
const given = (...events: Watched[]): PersonMemory =>
  events.reduce((memory, event) => watchPerson(memory, event, digest).memory, stranger)
const askedWhen = (memory: PersonMemory, event: Watched) => watchPerson(memory, event, digest).asked

const ofFactors = (): Watched[] => [
  enrolled('totp'),
  enrolled(),
  factorRemoved(),
  happens('SecondFactorsReset', { userId, ...silent }),
  happens('RecoveryCodesMade', { userId, secretId: sessionId, count: 10 }),
  happens('RecoveryCodeUsed', { userId, place: 0, challengeId: sessionId }),
]
const threeTimes = () => [signsIn(), signsIn(), signsIn()]

describe('a person', () => {
  it('is told of nothing in the first three sign-ins, which are all new', () => {
    expect(askedWhen(stranger, signsIn())).toBeNull()
    expect(askedWhen(given(signsIn(), signsIn()), signsIn(from({ id: 'other' }, 'US')))).toBeNull()
  })

  it('is told of every change of second factors and of a used recovery code, unless they switched that off', () => {
    for (const event of ofFactors()) expect(askedWhen(stranger, event)).toBe('factors')
    for (const event of ofFactors()) expect(askedWhen(given(off('factors')), event)).toBeNull()
  })

  it('is not told of a factor that goes with what they disowned', () => {
    expect(askedWhen(given(enrolled(), disowned()), factorRemoved())).toBeNull()
    expect(askedWhen(given(disowned(), credential('person')), factorRemoved())).toBe('factors')
  })

  it('is told of a new device and of a new country after that, and not of known ones', () => {
    expect(askedWhen(given(...threeTimes()), signsIn())).toBeNull()
    expect(askedWhen(given(...threeTimes()), signsIn(from({ id: 'other' })))).toBe('sign-in')
    expect(askedWhen(given(...threeTimes()), signsIn(from({}, 'US')))).toBe('sign-in')
    expect(askedWhen(given(...threeTimes(), signsIn(from({ id: 'other' }))), signsIn(from({ id: 'other' })))).toBeNull()
  })

  it('has no new device by an update where the device says no id', () => {
    const chrome = (version: number) => signsIn(from({ id: null, browser: `Chrome ${version}`, os: 'Windows 11' }))
    expect(askedWhen(given(chrome(1), chrome(1), chrome(1)), chrome(2))).toBeNull()
    expect(askedWhen(given(chrome(1), chrome(1), chrome(1)), signsIn(from({ id: null, browser: 'Safari 26' })))).toBe(
      'sign-in',
    )
  })

  it('is not told of a sign-in of which nothing is known', () => {
    expect(askedWhen(given(...threeTimes()), signsIn(null))).toBeNull()
  })

  it('is told when the password changes, not when there is a first one', () => {
    expect(askedWhen(stranger, credential('person'))).toBeNull()
    expect(askedWhen(given(credential('person')), credential('admin'))).toBe('password')
  })

  it('is told when roles change, not when there are first ones', () => {
    expect(askedWhen(stranger, roles('member'))).toBeNull()
    expect(askedWhen(given(roles('member')), roles('member', 'admin'))).toBe('roles')
  })

  it('is told when others end a session, and not of own endings or of what a password does', () => {
    expect(askedWhen(stranger, revoked('admin'))).toBe('forced-out')
    expect(askedWhen(stranger, revoked('operation'))).toBe('forced-out')
    expect(askedWhen(stranger, revoked('credential'))).toBeNull()
    expect(askedWhen(stranger, revoked('user'))).toBeNull()
  })

  it('is told of an anomaly, but not of the one that they raised themselves', () => {
    expect(askedWhen(stranger, anomaly('impossible-travel'))).toBe('suspicious')
    expect(askedWhen(stranger, anomaly('disowned-sign-in'))).toBeNull()
    expect(askedWhen(given(disowned()), revoked('hold'))).toBeNull()
    expect(askedWhen(given(disowned(), credential('person')), revoked('hold'))).toBe('forced-out')
  })

  it('is told of a changed address whatever they switched off, because a thief could have', () => {
    const memory = given(off('roles', 'email'))
    const changed = happens('EmailChanged', {
      userId,
      email: 'thief@evil.test',
      former: 'ann@acme.test',
      by: 'person',
      looksAlike: false,
    })
    expect(askedWhen(memory, changed)).toBe('email')
  })

  it('is told nothing that they switched off, but once that something was', () => {
    expect(askedWhen(stranger, off('roles'))).toBe('notices-off')
    expect(askedWhen(given(roles('member'), off('roles')), roles('admin'))).toBeNull()
    expect(askedWhen(given(off('roles', 'email')), off('roles'))).toBeNull()
    expect(askedWhen(given(roles('member'), off('roles'), off()), roles('admin'))).toBe('roles')
  })

  it('is told once of an event that comes twice', () => {
    const event = credential('person')
    expect(askedWhen(given(credential('person'), event), event)).toBeNull()
  })
})
