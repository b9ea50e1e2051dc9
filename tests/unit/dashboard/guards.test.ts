import { describe, expect, it } from 'vitest'
import type { GuardRow } from '#events/wire/guards.ts'
import { guardStanding } from '../../../dashboard/src/components/connections/guardStanding.ts'
import { unconfirmedOf } from '../../../dashboard/src/components/forceLogout/unconfirmed.ts'

const now = Date.parse('2026-11-21T05:00:00.000Z')
const ago = (seconds: number) => new Date(now - seconds * 1000).toISOString()
const guard: GuardRow = {
  name: 'orders-1',
  key: { id: 'k', name: 'orders' },
  applicationId: 'orders',
  version: '2.1.0',
  streams: 1,
  address: '10.0.0.1',
  since: ago(3_600),
  confirmedAt: ago(1),
  behind: 0,
  behindSince: null,
}

describe('a guard', () => {
  it('is up to date, or catching up for a moment', () => {
    expect(guardStanding(guard, now)).toMatchObject({ glyph: 'live', words: 'Up to date' })
    expect(guardStanding({ ...guard, behind: 2, behindSince: ago(1) }, now).words).toBe('Catching up')
  })

  it('is behind, away or silent, and what that means is said', () => {
    const behind = guardStanding({ ...guard, behind: 1, behindSince: ago(9) }, now)
    expect(behind).toMatchObject({ glyph: 'sev-3', words: '1 ending behind' })
    expect(behind.meaning).toContain('let in somebody')
    expect(guardStanding({ ...guard, streams: 0, since: ago(240) }, now).words).toBe('Away for 4 min')
    expect(guardStanding({ ...guard, confirmedAt: null, behind: null }, now).meaning).toContain('never confirms')
  })
})

describe('what has not confirmed', () => {
  const sockets = { open: 3, closedAfterMs: null, half: 1, p99: 1, slowest: 1, waiting: 0 }
  it('is counted in words', () => {
    const guards = [
      { name: 'a', confirmedAfterMs: null },
      { name: 'b', confirmedAfterMs: 3 },
    ]
    expect(unconfirmedOf({ sockets, guards })).toBe('1 guard')
    expect(unconfirmedOf({ sockets: { ...sockets, waiting: 2 }, guards })).toBe('2 open pages and 1 guard')
    expect(unconfirmedOf({ sockets, guards: [] })).toBe('')
  })
})
