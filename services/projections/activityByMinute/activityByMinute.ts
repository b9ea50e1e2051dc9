import { type ActivityCounter, noActivity } from '#events/live/activityCounters.ts'
import { isOneOf } from '#events/isOneOf.ts'
import { type ActivityRow, activityByMinuteTable } from './activityByMinuteTable.ts'
import { rowKey } from '../tables/viewTable.ts'
import type { Projection } from '../fold/projection.ts'
import type { ViewEvent, ViewEventOf } from '../fold/viewEvent.ts'

/** The event types that are counted. */
export const countedTypes = [
  'SessionStarted',
  'LoginFailed',
  'SessionRefreshed',
  'SessionLoggedOut',
  'SessionRevoked',
  'SessionExpired',
] as const
const isCounted = isOneOf(...countedTypes)

/** What another system had done before its sessions were taken over is no traffic of that minute. */
const wasBefore = (event: ViewEventOf<(typeof countedTypes)[number]>): boolean =>
  ('takenOver' in event.data && event.data.takenOver !== undefined) ||
  ('endedAt' in event.data && event.data.endedAt !== undefined)

/**
 * What an event counts as, and when. An expiry counts at the moment when the session lapsed, not when that was noticed.
 */
const countedAs = (event: ViewEvent): { counter: ActivityCounter; at: string } | null => {
  if (!isCounted(event) || wasBefore(event)) return null
  switch (event.type) {
    case 'SessionStarted':
      return { counter: 'logins', at: event.at }
    case 'LoginFailed':
      return { counter: 'failures', at: event.at }
    case 'SessionRefreshed':
      return { counter: 'refreshes', at: event.at }
    case 'SessionLoggedOut':
      return { counter: 'logouts', at: event.at }
    case 'SessionRevoked':
      // A person who signs out another device of their own has logged out; a revocation is somebody else's decision.
      return { counter: event.data.cause === 'user' ? 'logouts' : 'revocations', at: event.at }
    case 'SessionExpired':
      return { counter: 'expiries', at: event.data.expiredAt }
  }
}

/** `2026-11-20T05:51:17.042Z` -> `2026-11-20T05:51:00.000Z` */
const minuteOf = (instant: string): string => `${instant.slice(0, 16)}:00.000Z`

const emptyMinute = (tenantId: string, minute: string): ActivityRow => ({
  tenantId,
  minute,
  ...noActivity,
  position: 0,
})

/** The minute in which an event counts; null when it does not count. */
export const countedMinute = (event: ViewEvent): string | null => {
  const counted = countedAs(event)
  return counted === null ? null : minuteOf(counted.at)
}

export const activityByMinute: Projection<ActivityRow> = {
  table: activityByMinuteTable,
  rowBytes: 300,
  touches(event) {
    const minute = countedMinute(event)
    return minute === null ? [] : [rowKey(event.tenantId, minute)]
  },
  project(event, rows) {
    const counted = countedAs(event)
    if (counted === null) return []
    const minute = minuteOf(counted.at)
    const row = rows.get(rowKey(event.tenantId, minute)) ?? emptyMinute(event.tenantId, minute)
    if (event.position <= row.position) return []
    return [{ ...row, [counted.counter]: row[counted.counter] + 1, position: event.position }]
  },
}
