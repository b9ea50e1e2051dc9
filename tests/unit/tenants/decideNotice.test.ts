import { describe, expect, it } from 'vitest'
import { userStream } from '#events/streams.ts'
import { decideFactors } from '#services/tenants/factors/decideFactors.ts'
import { decideUser, type UserCommand } from '#services/tenants/people/decideUser.ts'
import { unknownUser, type UserState, userStreams } from '#services/tenants/people/userState.ts'
import { recordedAs } from '../../support/recordedAs.ts'

const tenantId = 'acme'
const userId = 'ann'
const register: UserCommand = {
  type: 'RegisterUser',
  userId,
  email: 'ann@acme.test',
  name: 'Ann',
  credential: { secretId: 'first', by: 'person', temporaryUntil: null, except: [] },
}
const at = (minute: number) => `2026-11-20T09:${String(minute).padStart(2, '0')}:00.000Z`
const link = { secretId: 'link', expiresAt: '2026-11-20T11:00:00.000Z' }
const disown: Extract<UserCommand, { type: 'DisownNotice' }> = {
  type: 'DisownNotice',
  noticeId: 'n',
  kind: 'sign-in',
  sessionId: 's',
  sentAt: at(0),
  factorIds: [],
  link,
}

const apply = (state: UserState, command: UserCommand, when = at(0)): UserState => {
  const decided = recordedAs(userStream(tenantId, userId), decideUser(command, state), tenantId)
  const actor = { kind: 'user', id: userId } as const
  return userStreams.fold(
    state,
    decided.map((event) => ({ ...event, at: when, actor })),
  )
}
const given = (...commands: UserCommand[]): UserState =>
  commands.reduce<UserState>((state, command) => apply(state, command), unknownUser)
const withFactor = (state: UserState, factorId: string): UserState => {
  const made = { method: 'webauthn', secretId: `row of ${factorId}`, name: factorId } as const
  const factor = { ...made, factorId, backedUp: false, counter: 0, step: null, challengeId: null }
  const command = { type: 'EnrolFactor', factor, recoverySecretId: 'codes', allowed: ['webauthn'] } as const
  return userStreams.fold(state, recordedAs(userStream(tenantId, userId), decideFactors(command, state), tenantId))
}
const typesOf = (command: UserCommand, state: UserState) => decideUser(command, state).map(({ type }) => type)

describe('a person who says by a notice that it was not them', () => {
  it('is held until a new password, for which there is a link at once', () => {
    expect(typesOf(disown, given(register))).toEqual(['SignInDisowned', 'UserHeld', 'PasswordResetOffered'])
    const { user } = given(register, disown)
    expect(user).toMatchObject({ heldUntilPassword: true, link: { secretId: 'link' } })
  })

  it('comes back in by that link', () => {
    const credential = { secretId: 'second', by: 'person', temporaryUntil: null, except: [] } as const
    const reset: UserCommand = { type: 'ResetPassword', credential, secretId: 'link', at: at(1) }
    expect(given(register, disown, reset).user).toMatchObject({ heldUntilPassword: false, secretId: 'second' })
  })

  it('loses second factors that the notice says were added, and keeps the others', () => {
    const ofFactor: UserCommand = { ...disown, kind: 'factors', factorIds: ['thiefs', 'gone since'] }
    const state = ['own', 'thiefs'].reduce(withFactor, given(register))
    expect(typesOf(ofFactor, state)).toEqual([
      'SignInDisowned',
      'SecondFactorRemoved',
      'UserHeld',
      'PasswordResetOffered',
    ])
    expect(apply(state, ofFactor).factors.enrolled.map(({ factorId }) => factorId)).toEqual(['own'])
  })

  it('whose address was changed is mailed nothing that lets in the thief who reads it now', () => {
    const ofAddress: UserCommand = { ...disown, kind: 'email' }
    expect(typesOf(ofAddress, given(register))).toEqual(['SignInDisowned', 'UserHeld'])
    const before = { ...disown, sentAt: '2026-11-20T08:59:59.999Z' }
    expect(typesOf(before, given(register))).toEqual(['SignInDisowned', 'UserHeld'])
    const ask: UserCommand = { type: 'AskForReset', link, at: at(1) }
    expect(typesOf(ask, given(register, ofAddress))).toEqual([])
    const release: UserCommand = { type: 'ReleaseUser', at: at(1), reason: 'seen to', message: null, ticket: null }
    expect(typesOf(ask, given(register, ofAddress, release))).toEqual(['PasswordResetOffered'])
  })

  it('says it once by each notice', () => {
    const state = given(register, disown)
    expect(() => decideUser(disown, state)).toThrow(expect.objectContaining({ code: 'wrong-state' }))
    expect(typesOf({ ...disown, noticeId: 'other' }, state)).toEqual(['SignInDisowned', 'PasswordResetOffered'])
  })
})

describe('what a person is told of', () => {
  it('is changed where it differs', () => {
    const off: UserCommand = { type: 'ChangeNotices', off: ['roles'] }
    expect(typesOf(off, given(register))).toEqual(['NoticesChanged'])
    expect(typesOf(off, given(register, off))).toEqual([])
    expect(given(register, off).notices.off).toEqual(['roles'])
  })

  it('is noted once', () => {
    const note: UserCommand = { type: 'NoteNotice', noticeId: 'n', kind: 'sign-in' }
    expect(typesOf(note, given(register))).toEqual(['NoticeSent'])
    expect(typesOf(note, given(register, note))).toEqual([])
  })
})

describe('a link for a forgotten password', () => {
  const asks = (minute: number): UserCommand => ({ type: 'AskForReset', link, at: at(minute) })
  const after = (...minutes: number[]) =>
    minutes.reduce((state, minute) => apply(state, asks(minute), at(minute)), given(register))

  it('is made three times in an hour at most', () => {
    expect(typesOf(asks(3), after(0, 1))).toEqual(['PasswordResetOffered'])
    expect(typesOf(asks(3), after(0, 1, 2))).toEqual([])
    expect(typesOf({ type: 'AskForReset', link, at: '2026-11-20T10:00:00.000Z' }, after(0, 1, 2))).toEqual([
      'PasswordResetOffered',
    ])
  })

  it('is made for nobody who is disabled, held for hours, or has not come in', () => {
    const why = { reason: 'r', message: null, ticket: null }
    expect(typesOf(asks(0), unknownUser)).toEqual([])
    expect(typesOf(asks(0), given(register, { type: 'DisableUser', ...why }))).toEqual([])
    expect(typesOf(asks(0), given(register, { type: 'HoldUser', until: at(30), ...why }))).toEqual([])
    expect(typesOf(asks(40), given(register, { type: 'HoldUser', until: at(30), ...why }))).not.toEqual([])
  })
})
