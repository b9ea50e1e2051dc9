import { describe, expect, it } from 'vitest'
import { userStream } from '#events/streams.ts'
import { decideUser, type NewCredential, type UserCommand } from '#services/tenants/people/decideUser.ts'
import { unknownUser, userStreams, type UserState } from '#services/tenants/people/userState.ts'
import { recordedAs } from '../../support/recordedAs.ts'

const tenantId = '01890000-0000-7000-8000-00000000000a'
const userId = '01890000-0000-7000-8000-00000000000c'
const why = { reason: 'left', message: null, ticket: null }
const secret = (secretId: string, change: Partial<NewCredential> = {}): NewCredential => ({
  secretId,
  by: 'person',
  temporaryUntil: null,
  except: [],
  ...change,
})
const register: UserCommand = {
  type: 'RegisterUser',
  userId,
  email: 'ann@acme.test',
  name: 'Ann',
  credential: secret('first'),
}

const given = (...commands: UserCommand[]): UserState =>
  commands.reduce<UserState>(
    (state, command) =>
      userStreams.fold(state, recordedAs(userStream(tenantId, userId), decideUser(command, state), tenantId)),
    unknownUser,
  )

describe('a person', () => {
  it('is registered with the first credential in one go', () => {
    expect(decideUser(register, unknownUser).map((event) => event.type)).toEqual([
      'UserRegistered',
      'CredentialChanged',
    ])
    expect(given(register).user).toMatchObject({ email: 'ann@acme.test', disabled: false, secretId: 'first' })
  })

  it('is registered once, however often it is asked', () => {
    expect(decideUser(register, given(register))).toEqual([])
  })

  it('is disabled once and enabled once', () => {
    const disabled = given(register, { type: 'DisableUser', ...why })
    expect(disabled.user?.disabled).toBe(true)
    expect(decideUser({ type: 'DisableUser', ...why }, disabled)).toEqual([])
    expect(given(register, { type: 'DisableUser', ...why }, { type: 'EnableUser', ...why }).user?.disabled).toBe(false)
    expect(decideUser({ type: 'EnableUser', ...why }, given(register))).toEqual([])
  })

  it('keeps the reason of a disabling for colleagues', () => {
    expect(decideUser({ type: 'DisableUser', ...why }, given(register))[0]?.data).toEqual({ userId, ...why })
  })

  it('cannot be changed before being registered', () => {
    expect(() => decideUser({ type: 'DisableUser', ...why }, unknownUser)).toThrow(
      expect.objectContaining({ code: 'not-found' }),
    )
  })
})

const change = (replaces: string | null): UserCommand => ({
  type: 'ChangeCredential',
  at: '2026-11-21T08:00:00.000Z',
  credential: secret('second', { except: ['own'] }),
  replaces,
})

describe('a new password', () => {
  it('takes the place of the one that was proven', () => {
    expect(given(register, change('first')).user?.secretId).toBe('second')
  })

  it('is refused when the proven one is no longer current', () => {
    expect(() => decideUser(change('older'), given(register))).toThrow(
      expect.objectContaining({ code: 'stale-revision' }),
    )
  })

  it('set by an admin asks for no proof and may be good for a while only', () => {
    const until = '2026-11-21T09:00:00.000Z'
    const credential = secret('once', { by: 'admin', temporaryUntil: until })
    const after = given(register, {
      type: 'ChangeCredential',
      credential,
      replaces: null,
      at: '2026-11-21T08:00:00.000Z',
    })
    expect(after.user).toMatchObject({ secretId: 'once', passwordTemporaryUntil: until })
  })

  it('names the sessions that stay', () => {
    expect(decideUser(change('first'), given(register))[0]?.data).toMatchObject({ except: ['own'], by: 'person' })
  })
})
