import { describe, expect, it } from 'vitest'
import type { RollcallEvent } from '#events/catalogue.ts'
import { happeningOf } from '#services/notify/letters/happening.ts'
import { type DataOf, newEvent, someContext } from '../../support/newEvent.ts'

const userId = '0193aaaa-0000-7000-8000-00000000000a'
const id = '0193aaaa-0000-7000-8000-00000000000b'
const because = { reason: 'lost the phone', message: 'Add a new one when you sign in.', ticket: 'IT-7' }

const told = <Type extends RollcallEvent['type']>(type: Type, data: DataOf<Type>, by: 'user' | 'admin' = 'user') => {
  const actor = { kind: by, id: by === 'user' ? userId : id } as const
  const event = { ...newEvent(type, data, { context: someContext }), actor, stream: 's', revision: 0, position: 1 }
  return happeningOf(event, () => null)
}
const factor = { userId, factorId: id }

describe('what somebody is told of their second factors', () => {
  it('is what happened, and from where they did it', () => {
    const added = told('SecondFactorEnrolled', { ...factor, method: 'webauthn' } as DataOf<'SecondFactorEnrolled'>)
    expect(added).toMatchObject({ text: 'added a passkey', sessionId: null, message: null })
    expect(added.device).not.toBeNull()
    expect(told('SecondFactorEnrolled', { ...factor, method: 'totp' } as DataOf<'SecondFactorEnrolled'>).text).toBe(
      'added an app for codes',
    )
    expect(told('SecondFactorRemoved', factor).text).toBe('removed one')
    expect(told('RecoveryCodesMade', { userId, secretId: id, count: 10 }).text).toBe(
      'made new recovery codes; earlier ones no longer work',
    )
    expect(told('RecoveryCodeUsed', { userId, place: 3, challengeId: id }).text).toBe('used a recovery code')
  })

  it('is an admin\u2019s message and never the reason, nor where the admin was', () => {
    expect(told('SecondFactorsReset', { userId, ...because }, 'admin')).toEqual({
      at: expect.any(String),
      device: null,
      place: null,
      text: 'all removed by an admin',
      sessionId: null,
      message: because.message,
    })
  })
})
