import { describe, expect, it } from 'vitest'
import { userStream } from '#events/streams.ts'
import type { UserEvent } from '#events/user/events.ts'
import type { CodedError } from '#services/ports/errors.ts'
import { decideFactors, type FactorCommand } from '#services/tenants/factors/decideFactors.ts'
import { unknownUser, userStreams } from '#services/tenants/people/userState.ts'
import { recordedAs } from '../../support/recordedAs.ts'

const tenantId = '0192f0c1-0000-7000-8000-000000000002'
const userId = '0192f0c1-0000-7000-8000-000000000001'
const id = (number: number): string => `0192f0c1-0000-7000-8000-00000000010${number}`
const because = { reason: null, message: null, ticket: null }

const registered: UserEvent = {
  type: 'UserRegistered',
  version: 1,
  data: { userId, email: 'ann@acme.test', name: 'Ann' },
}
const app = { factorId: id(1), method: 'totp', secretId: id(2), name: 'Phone', backedUp: null, counter: null } as const
const key = { factorId: id(3), method: 'webauthn', secretId: id(4), name: 'Key', backedUp: false, step: null } as const
const enrolled = (step: number): UserEvent => ({
  type: 'SecondFactorEnrolled',
  version: 1,
  data: { userId, ...app, step, challengeId: null },
})
const keyEnrolled = (counter: number): UserEvent => ({
  type: 'SecondFactorEnrolled',
  version: 1,
  data: { userId, ...key, counter, challengeId: null },
})
const codes: UserEvent = { type: 'RecoveryCodesMade', version: 1, data: { userId, secretId: id(5), count: 10 } }
const codeUsed = (step: number, challengeId: string): UserEvent => ({
  type: 'SecondFactorUsed',
  version: 1,
  data: { userId, factorId: app.factorId, challengeId, step, counter: null, backedUp: null },
})
const trusted: UserEvent = {
  type: 'DeviceTrusted',
  version: 1,
  data: { userId, trustId: id(6), until: '2026-12-30T00:00:00.000Z' },
}

const given = (...past: UserEvent[]) => {
  const state = userStreams.fold(unknownUser, recordedAs(userStream(tenantId, userId), past, tenantId))
  return {
    state,
    when: (command: FactorCommand) => {
      const decided = (): UserEvent[] => decideFactors(command, state)
      return {
        gives: (...expected: unknown[]) => expect(decided()).toMatchObject(expected),
        refused(code: string) {
          try {
            decided()
          } catch (error) {
            expect((error as CodedError).code).toBe(code)
            return
          }
          throw new Error('Not refused')
        },
      }
    },
  }
}

const useCode = (step: number, challengeId = id(8)): FactorCommand => ({
  type: 'UseCode',
  factorId: app.factorId,
  step,
  challengeId,
})
const usePasskey = (counter: number): FactorCommand => ({
  type: 'UsePasskey',
  factorId: key.factorId,
  counter,
  backedUp: false,
  challengeId: id(8),
})
const enrol = (challengeId: string | null, allowed: readonly ('totp' | 'webauthn')[] = ['totp']): FactorCommand => ({
  type: 'EnrolFactor',
  factor: { ...app, factorId: id(7), secretId: id(9), step: 5, challengeId },
  recoverySecretId: id(5),
  allowed,
})

describe('adding a second factor', () => {
  it('brings recovery codes with the first', () =>
    given(registered).when(enrol(null)).gives({ type: 'SecondFactorEnrolled' }, { type: 'RecoveryCodesMade' }))
  it('brings none with the second', () =>
    given(registered, enrolled(1), codes).when(enrol(null)).gives({ type: 'SecondFactorEnrolled' }))
  it('is refused what the tenant does not take', () =>
    given(registered)
      .when(enrol(null, ['webauthn']))
      .refused('wrong-state'))
  it('while signing in is for who has none that the tenant takes', () => {
    given(registered)
      .when(enrol(id(8)))
      .gives({ type: 'SecondFactorEnrolled' }, { type: 'RecoveryCodesMade' })
    given(registered, keyEnrolled(0), codes)
      .when(enrol(id(8)))
      .gives({ type: 'SecondFactorEnrolled' })
    given(registered, enrolled(1))
      .when(enrol(id(8)))
      .refused('challenge-ended')
  })
})

describe('a code of an app', () => {
  it('is taken once its step is later than the last', () =>
    given(registered, enrolled(4))
      .when(useCode(5))
      .gives({ type: 'SecondFactorUsed', data: { step: 5 } }))
  it.each([4, 3])('of step %d is none after one of step 4', (step) =>
    given(registered, enrolled(4)).when(useCode(step)).refused('second-factor-wrong'),
  )
  it('is not taken in a sign-in that is over', () =>
    given(registered, enrolled(4), codeUsed(5, id(8)))
      .when(useCode(6))
      .refused('challenge-ended'))
  it('is none after an admin has reset it', () =>
    given(registered, enrolled(4), { type: 'SecondFactorsReset', version: 1, data: { userId, ...because } })
      .when(useCode(9))
      .refused('second-factor-wrong'))
})

describe('a passkey that counts', () => {
  it.each([
    [7, 8],
    [0, 1],
    [0, 0],
  ])('is taken at %d after %d', (before, now) =>
    given(registered, keyEnrolled(before)).when(usePasskey(now)).gives({ type: 'SecondFactorUsed' }),
  )
  it.each([
    [7, 7],
    [7, 3],
    [7, 0],
  ])('may be a copy: it counted %d, then %d', (before, now) =>
    given(registered, keyEnrolled(before)).when(usePasskey(now)).gives({ type: 'SecondFactorRefused' }),
  )
})

describe('a recovery code', () => {
  const use = (place: number, secretId = id(5)): FactorCommand => ({
    type: 'UseRecoveryCode',
    secretId,
    place,
    challengeId: id(8),
  })
  const past = [registered, enrolled(1), codes]
  const used: UserEvent = { type: 'RecoveryCodeUsed', version: 1, data: { userId, place: 3, challengeId: id(7) } }
  it('is taken once', () => {
    given(...past)
      .when(use(3))
      .gives({ type: 'RecoveryCodeUsed', data: { place: 3 } })
    given(...past, used)
      .when(use(3))
      .refused('second-factor-wrong')
    given(...past, used)
      .when(use(4))
      .gives({ type: 'RecoveryCodeUsed' })
  })
  it('is none of a set that was replaced', () =>
    given(...past)
      .when(use(3, id(9)))
      .refused('second-factor-wrong'))
  it('goes with the last factor', () => {
    const removed: UserEvent = { type: 'SecondFactorRemoved', version: 1, data: { userId, factorId: app.factorId } }
    expect(given(...past, removed).state.factors.recovery).toBeNull()
  })
})

describe('removing a second factor', () => {
  const remove = (isRequired: boolean): FactorCommand => ({ type: 'RemoveFactor', factorId: app.factorId, isRequired })
  it('is refused for the last one of somebody who needs one', () => {
    given(registered, enrolled(1)).when(remove(true)).refused('wrong-state')
    given(registered, enrolled(1), keyEnrolled(0)).when(remove(true)).gives({ type: 'SecondFactorRemoved' })
    given(registered, enrolled(1)).when(remove(false)).gives({ type: 'SecondFactorRemoved' })
  })
  it('of somebody else finds nothing', () => given(registered).when(remove(false)).refused('not-found'))
})

describe('a trusted device', () => {
  const ends: UserEvent[] = [
    { type: 'SecondFactorRemoved', version: 1, data: { userId, factorId: key.factorId } },
    { type: 'SecondFactorsReset', version: 1, data: { userId, ...because } },
    { type: 'UserHeld', version: 1, data: { userId, until: null, ...because } },
    { type: 'UserDisabled', version: 1, data: { userId, ...because } },
    {
      type: 'CredentialChanged',
      version: 1,
      data: { userId, secretId: id(9), by: 'person', temporaryUntil: null, except: [] },
    },
    { type: 'DeviceTrustWithdrawn', version: 1, data: { userId, trustId: id(6) } },
  ]
  it.each(ends.map((event) => [event.type, event] as const))('is asked again after %s', (_type, event) => {
    const past = [registered, enrolled(1), keyEnrolled(0), trusted]
    expect(given(...past).state.factors.trusted).toHaveLength(1)
    expect(given(...past, event).state.factors.trusted).toHaveLength(0)
  })
})
