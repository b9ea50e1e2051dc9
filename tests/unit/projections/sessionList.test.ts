import { describe, expect, it } from 'vitest'
import { given } from '../../support/viewEvents.ts'
import { viewsInMemory } from '../../support/viewsInMemory.ts'
import {
  ann,
  anomalyOf,
  bob,
  everySessionOf,
  expired,
  fromParis,
  inSession,
  instantOf,
  laptop,
  loggedOut,
  ofUser,
  phone,
  refreshed,
  revoked,
  signedIn,
  silent,
} from './happenings.ts'

const rowsAfter = (...happenings: Parameters<typeof given>) => {
  const views = viewsInMemory()
  views.project(given(...happenings))
  return new Map(views.sessions.all().map((row) => [row.sessionId, row]))
}
const rowAfter = (...happenings: Parameters<typeof given>) => rowsAfter(...happenings).get(laptop)!

describe('the row of a session', () => {
  it('begins with the sign-in', () => {
    expect(rowAfter(signedIn(laptop, '08:00:00'))).toMatchObject({
      sessionId: laptop,
      userId: ann,
      person: { email: 'Ann@acme.test', name: 'Ann Keller' },
      status: 'active',
      startedAt: instantOf('08:00:00'),
      lastActiveAt: instantOf('08:00:00'),
      device: { name: 'Zoë’s laptop', browser: 'Chrome 142', os: 'Windows 11', type: 'desktop' },
      firstSeen: { ip: '203.0.113.7', place: { city: 'Köln' } },
      refreshes: 0,
      revision: 0,
      endedAt: null,
      undrained: null,
    })
  })

  it('follows refreshes, activity and changes of place', () => {
    const row = rowAfter(
      signedIn(laptop, '08:00:00'),
      refreshed(laptop, 1, '08:10:00'),
      inSession(laptop, 'SessionActivityRecorded', { activeAt: instantOf('08:20:00') }, '08:20:01', { context: null }),
      inSession(laptop, 'SessionContextChanged', { changed: ['ip', 'place'] }, '08:25:00', { context: fromParis }),
    )
    expect(row).toMatchObject({ refreshes: 1, lastActiveAt: instantOf('08:20:00'), revision: 3 })
    expect(row.firstSeen.place?.city).toBe('Köln')
    expect(row.lastSeen).toMatchObject({ ip: '198.51.100.4', place: { city: 'Paris', country: 'FR' } })
  })

  it('calls the device what its person called it last, and stays where it was seen', () => {
    const named = (name: string | null, time: string) =>
      inSession(laptop, 'DeviceNamed', { name }, time, { context: fromParis })
    const row = rowAfter(signedIn(laptop, '08:00:00'), named('Old', '08:01:00'), named('Grey one', '08:02:00'))
    expect(row).toMatchObject({ device: { name: 'Grey one', browser: 'Chrome 142' }, revision: 2 })
    expect(row.lastSeen.place?.city).toBe('Köln')
    const later = rowAfter(signedIn(laptop, '08:00:00'), named('Old', '08:01:00'), refreshed(laptop, 1, '08:10:00'))
    expect(later.device.name).toBe('Old')
    expect(rowAfter(signedIn(laptop, '08:00:00'), named(null, '08:01:00')).device.name).toBeNull()
  })

  it('takes a refresh by a timer for no activity', () => {
    const byTimer = { generation: 2, keyId: 'k1', attempt: null, active: false } as const
    const row = rowAfter(
      signedIn(laptop, '08:00:00'),
      refreshed(laptop, 1, '08:10:00'),
      inSession(laptop, 'SessionRefreshed', byTimer, '08:40:00'),
    )
    expect(row).toMatchObject({
      refreshes: 2,
      lastActiveAt: instantOf('08:10:00'),
      idleExpiresAt: instantOf('09:10:00'),
    })
  })

  it('keeps how, why and by whom it ended', () => {
    expect(rowAfter(signedIn(laptop, '08:00:00'), revoked(laptop, '09:00:00'))).toMatchObject({
      status: 'revoked',
      cause: 'admin',
      reason: 'looked odd',
      message: 'Please sign in again.',
      endedAt: instantOf('09:00:00'),
      endedByKind: 'admin',
      endedById: bob,
    })
  })

  it('expired when it lapsed, not when that was noticed', () => {
    const row = rowAfter(signedIn(laptop, '08:00:00'), expired(laptop, '09:01:00', '09:05:00'))
    expect(row).toMatchObject({ status: 'expired', cause: 'idle', endedAt: instantOf('09:01:00') })
  })

  it('is not revived by anything that comes after its end', () => {
    const ended = rowAfter(signedIn(laptop, '08:00:00'), loggedOut(laptop, '09:00:00'))
    const later = rowAfter(
      signedIn(laptop, '08:00:00'),
      loggedOut(laptop, '09:00:00'),
      refreshed(laptop, 1, '09:10:00'),
      revoked(laptop, '09:20:00'),
    )
    expect(later).toEqual({ ...ended, revision: 3 })
  })

  it('carries the anomalies that point to it, each once, the worst as its risk', () => {
    const row = rowAfter(
      signedIn(laptop, '08:00:00'),
      anomalyOf([laptop], 50, '08:01:00'),
      anomalyOf([laptop, phone], 75, '08:02:00'),
    )
    expect(row.anomalies.map(({ severity }) => severity)).toEqual([50, 75])
  })
})

describe('ending every session of a person', () => {
  const ending = everySessionOf(ann, [phone], '09:00:00')

  it('ends the rows at once, but those it spares, and flags them until their own streams say so', () => {
    const rows = rowsAfter(signedIn(laptop, '08:00:00'), signedIn(phone, '08:30:00'), ending)
    expect(rows.get(phone)).toMatchObject({ status: 'active', undrained: null })
    expect(rows.get(laptop)).toMatchObject({
      status: 'revoked',
      cause: 'admin',
      reason: 'laptop stolen',
      message: 'Call us.',
      endedAt: instantOf('09:00:00'),
      endedById: bob,
      undrained: 3,
      revision: 0,
    })
  })

  it('keeps what it said when the drain comes; only the flag goes', () => {
    const flagged = rowAfter(signedIn(laptop, '08:00:00'), ending)
    const drained = rowAfter(signedIn(laptop, '08:00:00'), ending, revoked(laptop, '09:00:30', 'drained'))
    expect(drained).toEqual({ ...flagged, revision: 1, undrained: null })
  })

  it('leaves sessions alone that began after it, and those of others', () => {
    const rows = rowsAfter(ending, signedIn(laptop, '09:00:01'))
    expect(rows.get(laptop)?.status).toBe('active')
    expect(rowAfter(signedIn(laptop, '08:00:00'), everySessionOf(bob, [], '09:00:00')).status).toBe('active')
  })

  it('may be of the whole tenant', () => {
    expect(rowAfter(signedIn(laptop, '08:00:00'), everySessionOf(null, [], '09:00:00')).status).toBe('revoked')
  })

  it('comes with a disabled account and with a new password', () => {
    const disabled = ofUser(ann, 'UserDisabled', { userId: ann, ...silent, reason: 'left' }, '09:00:00')
    expect(rowAfter(signedIn(laptop, '08:00:00'), disabled)).toMatchObject({ cause: 'disabled', reason: 'left' })
    const data = { userId: ann, secretId: bob, by: 'person' as const, temporaryUntil: null, except: [phone] }
    const rows = rowsAfter(
      signedIn(laptop, '08:00:00'),
      signedIn(phone, '08:00:00'),
      ofUser(ann, 'CredentialChanged', data, '09:00:00'),
    )
    expect(rows.get(laptop)).toMatchObject({ status: 'revoked', cause: 'credential', reason: null })
    expect(rows.get(phone)?.status).toBe('active')
  })
})
