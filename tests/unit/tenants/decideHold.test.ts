import { describe, expect, it } from 'vitest'
import { isHeld } from '#events/user/hold.ts'
import { userStream } from '#events/streams.ts'
import { decideUser, type NewCredential, type UserCommand } from '#services/tenants/people/decideUser.ts'
import { unknownUser, type UserState, userStreams } from '#services/tenants/people/userState.ts'
import { recordedAs } from '../../support/recordedAs.ts'

const tenantId = 'acme'
const userId = 'ann'
const why = { reason: 'stolen laptop', message: null, ticket: null }
const [morning, noon, evening] = ['2026-11-21T08:00:00.000Z', '2026-11-21T12:00:00.000Z', '2026-11-21T20:00:00.000Z']

const secret = (secretId: string): NewCredential => ({ secretId, by: 'person', temporaryUntil: null, except: [] })
const register: UserCommand = {
  type: 'RegisterUser',
  userId,
  email: 'ann@acme.test',
  name: 'Ann',
  credential: secret('first'),
}
const held = (until: string): UserCommand => ({ type: 'HoldUser', until, ...why })
const disowned: UserCommand = { type: 'DisownSignIn', ...why }
const offered = (at: string): UserCommand => ({
  type: 'OfferPasswordReset',
  link: { secretId: 'link', expiresAt: evening },
  at,
})
const reset = (at: string): UserCommand => ({
  type: 'ResetPassword',
  credential: secret('second'),
  secretId: 'link',
  at,
})
const changed = (at: string): UserCommand => ({
  type: 'ChangeCredential',
  credential: secret('second'),
  replaces: 'first',
  at,
})

const given = (...commands: UserCommand[]): UserState =>
  commands.reduce<UserState>(
    (state, command) =>
      userStreams.fold(state, recordedAs(userStream(tenantId, userId), decideUser(command, state), tenantId)),
    unknownUser,
  )
const heldAt = ({ user }: UserState, at: string): boolean => isHeld(user!, at)
const refused = (code: string) => expect.objectContaining({ code })

describe('a hold', () => {
  it('lasts until its time, and nobody has to write that it is over', () => {
    const state = given(register, held(noon))
    expect([morning, noon].map((at) => heldAt(state, at))).toEqual([true, false])
  })

  it('is prolonged by a later one, and never shortened by an earlier one', () => {
    expect(heldAt(given(register, held(noon), held(evening)), noon)).toBe(true)
    expect(decideUser(held(noon), given(register, held(evening)))).toEqual([])
  })

  it('keeps the reason for colleagues', () => {
    expect(decideUser(held(noon), given(register))[0]?.data).toEqual({ userId, until: noon, ...why })
  })

  it('is lifted once; one that is over is not lifted', () => {
    const release = (at: string): UserCommand => ({ type: 'ReleaseUser', at, ...why })
    expect(heldAt(given(register, held(noon), release(morning)), morning)).toBe(false)
    expect(decideUser(release(morning), given(register, held(noon), release(morning)))).toEqual([])
    expect(decideUser(release(noon), given(register, held(noon)))).toEqual([])
  })

  it('is for those who have come in', () => {
    expect(() => decideUser(held(noon), unknownUser)).toThrow(refused('not-found'))
  })

  it('kills a link for a new password, lets none be made, and lets no session choose a password', () => {
    const state = given(register, offered(morning), held(noon))
    expect(state.user?.link).toBeNull()
    expect(() => decideUser(offered(morning), state)).toThrow(refused('wrong-state'))
    expect(() => decideUser(reset(morning), state)).toThrow(refused('invalid-credentials'))
    expect(() => decideUser(changed(morning), state)).toThrow(refused('wrong-state'))
    expect(decideUser(changed(noon), state)).toHaveLength(1)
  })
})

describe('a person who disowns a sign-in', () => {
  it('is held without an end, once', () => {
    const state = given(register, disowned)
    expect(heldAt(state, '2999-01-01T00:00:00.000Z')).toBe(true)
    expect(decideUser(disowned, state)).toEqual([])
  })

  it('is let in again by a new password chosen by a link, not by one that a session chooses', () => {
    const state = given(register, disowned, offered(morning))
    expect(heldAt(state, morning)).toBe(true)
    expect(() => decideUser(changed(morning), state)).toThrow(refused('wrong-state'))
    expect(heldAt(given(register, disowned, offered(morning), reset(morning)), morning)).toBe(false)
  })

  it('stays held when a hold by an analyst is over, and the other way round', () => {
    expect(heldAt(given(register, disowned, held(noon)), evening)).toBe(true)
    const state = given(register, disowned, offered(morning), held(evening))
    expect(() => decideUser(reset(morning), state)).toThrow(refused('invalid-credentials'))
    expect(heldAt(given(register, held(evening), disowned, { type: 'ReleaseUser', at: noon, ...why }), noon)).toBe(
      false,
    )
  })
})
