import { describe, expect, it } from 'vitest'
import type { Frame } from '#events/live/frames.ts'
import type { ActivityMinute, AnomalyRow } from '#events/live/rows.ts'
import { hourTotals, lastHour, peak } from '../../../dashboard/src/components/overview/hour.ts'
import { ticksOf } from '../../../dashboard/src/components/overview/chartRanges.ts'
import {
  latestCounts,
  minutesByStart,
  minutesKept,
  withAnomalies,
  withMinutes,
} from '../../../dashboard/src/stores/pulseFolds.ts'

const counts = { active: 3, idle: 1, users: 2, deviceType: {}, browser: {}, os: {}, country: {}, client: {} }
const frameWith = (changes: Partial<Frame>): Frame => ({
  from: 'p0',
  to: 'p1',
  at: '2026-11-21T08:00:00.000Z',
  sessions: [],
  log: [],
  anomalies: [],
  counts,
  activity: [],
  ...changes,
})
const at = (minute: number) => new Date(Date.parse('2026-11-21T08:00:00.000Z') + minute * 60_000).toISOString()
const minute = (start: number, changes: Partial<ActivityMinute> = {}): ActivityMinute => ({
  minute: at(start),
  logins: 0,
  failures: 0,
  refreshes: 0,
  logouts: 0,
  revocations: 0,
  expiries: 0,
  ...changes,
})
const anomaly = (id: string, minuteAt: number) => ({ id, at: at(minuteAt) }) as AnomalyRow

describe('counts', () => {
  it('are those of the last frame', () => {
    const last = { ...counts, active: 9 }
    expect(latestCounts(counts, [frameWith({}), frameWith({ counts: last })])).toBe(last)
    expect(latestCounts(counts, [])).toBe(counts)
  })
})

describe('minutes', () => {
  it('replace themselves whole, so that a frame taken twice changes nothing', () => {
    const frame = frameWith({ activity: [minute(1, { logins: 5 })] })
    const once = withMinutes(minutesByStart([minute(0), minute(1, { logins: 4 })]), [frame])
    expect(withMinutes(once, [frame])).toEqual(once)
    expect(once.get(at(1))?.logins).toBe(5)
  })

  it('older than the hour are let go', () => {
    const hour = minutesByStart(Array.from({ length: minutesKept }, (_, index) => minute(index)))
    const later = withMinutes(hour, [frameWith({ activity: [minute(minutesKept)] })])
    expect(later.size).toBe(minutesKept)
    expect(later.has(at(0))).toBe(false)
  })
})

describe('the last hour', () => {
  const minutes = minutesByStart([
    minute(58, { logins: 3, logouts: 1 }),
    minute(59, { logins: 2, expiries: 1, revocations: 4 }),
    minute(60, { logins: 1, failures: 7 }),
  ])
  const hour = lastHour(minutes, 10, Date.parse(at(60)) + 30_000)

  it('shows quiet minutes too and ends with the running one', () => {
    expect(hour).toHaveLength(minutesKept)
    expect(hour.at(-1)?.at).toBe(Date.parse(at(60)))
    expect(hour[0]).toMatchObject({ in: 0, loggedOut: 0 })
  })

  it('counts back how many were open', () => {
    expect(hour.slice(-4).map(({ open }) => open)).toEqual([10, 12, 9, 10])
  })

  it('does not guess while the present count is unknown', () => {
    expect(lastHour(minutes, null, Date.parse(at(60))).every(({ open }) => open === null)).toBe(true)
  })

  it('adds up, and takes the rate from the last whole minute', () => {
    expect(hourTotals(hour)).toEqual({ in: 6, inLastMinute: 2, refused: 7, ended: 6, loggedOut: 1, revoked: 4 })
  })

  it('names a minute that stands out, and none that does not', () => {
    expect(peak(hour, ({ revoked }) => revoked)?.at).toBe(Date.parse(at(59)))
    expect(peak(hour, ({ loggedOut }) => loggedOut)).toBeNull()
  })
})

describe('the axis', () => {
  it.each([
    [115, 112, [-100, -50, 0, 50, 100]],
    [9, 4, [-4, -2, 0, 2, 4, 6, 8]],
    [5, 5, [-4, -2, 0, 2, 4]],
  ])('has round steps for %d up and %d down', (up, down, ticks) => {
    expect(ticksOf(up, down)).toEqual(ticks)
  })
})

describe('anomalies', () => {
  it('are newest first, each once, and only new ones are counted', () => {
    const known = { items: [anomaly('b', 5), anomaly('a', 1)], total: 12 }
    const next = withAnomalies(known, [frameWith({ anomalies: [anomaly('c', 3), anomaly('b', 5)] })])
    expect(next.items.map(({ id }) => id)).toEqual(['b', 'c', 'a'])
    expect(next.total).toBe(13)
  })
})
