import { describe, expect, it } from 'vitest'
import { catalogue } from '#events/catalogue.ts'
import { effectiveTypes, effectOf, keepUntil, notBeforeOf, wordsOf } from '#events/session/endings.ts'
import { isOwnEnding } from '#events/session/ownEndings.ts'
import { newEvent } from '../../support/newEvent.ts'

const because = { reason: 'seen twice', message: 'Call us.', ticket: 'SEC-1' }

describe('a not-before', () => {
  it('is the next whole second, strictly after the event', () => {
    expect(notBeforeOf('2026-11-21T08:00:00.000Z')).toBe('2026-11-21T08:00:01.000Z')
    expect(notBeforeOf('2026-11-21T08:00:00.001Z')).toBe('2026-11-21T08:00:01.000Z')
    expect(notBeforeOf('2026-11-21T08:00:00.999Z')).toBe('2026-11-21T08:00:01.000Z')
    expect(notBeforeOf('2026-12-31T23:59:59.000Z')).toBe('2027-01-01T00:00:00.000Z')
  })

  it('goes with everything that ends or outdates more than one session', () => {
    const event = newEvent('UserDisabled', { userId: 'ann', ...because }, { at: '2026-11-21T08:00:00.000Z' })
    expect(effectOf(event)).toMatchObject({ scope: 'user', userId: 'ann', notBefore: '2026-11-21T08:00:01.000Z' })
  })
})

describe('the table of endings', () => {
  it('knows only types that there are', () => {
    expect(effectiveTypes.filter((type) => !catalogue.has(type))).toEqual([])
  })

  it('has nothing to say of types from releases to come, whatever they are called', () => {
    for (const type of ['SessionFrozen', 'SessionRevoked@2', 'constructor', 'toString', '__proto__'])
      expect(effectOf({ ...newEvent('SessionRevoked', {} as never), type } as never)).toBeNull()
  })

  it('finds no words where none were written, or none can be read', () => {
    const silent = { reason: null, message: null, ticket: null, operationId: null }
    const data = { userId: 'ann', secretId: 'x', by: 'person', temporaryUntil: null, except: [] } as const
    expect(wordsOf(newEvent('CredentialChanged', { ...data, except: [] }))).toEqual(silent)
    expect(wordsOf(newEvent('UserDisabled', { userId: 'ann', ...because }))).toEqual({ ...because, operationId: null })
    expect(wordsOf(newEvent('UserDisabled', { userId: 'ann' } as never))).toEqual(silent)
  })
})

describe('an ended session', () => {
  it('is kept for its tenant’s longest access lifetime, at least half an hour, and a minute', () => {
    const at = '2026-11-21T08:00:00.000Z'
    const kept = (seconds: number) => new Date(keepUntil(at, seconds)).toISOString()
    expect(kept(0)).toBe('2026-11-21T08:31:00.000Z')
    expect(kept(300)).toBe('2026-11-21T08:31:00.000Z')
    expect(kept(3_600)).toBe('2026-11-21T09:01:00.000Z')
  })

  it('is the person’s own doing or the tenant’s', () => {
    expect(['person', 'client', 'idle', 'credential'].map(isOwnEnding)).toEqual([true, true, true, true])
    expect(['admin', 'reuse', 'gone', 'valueOf'].map(isOwnEnding)).toEqual([false, false, false, false])
  })
})
