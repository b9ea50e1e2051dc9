import { noActivity } from '#events/live/activityCounters.ts'
import { minuteMs, minutesKept, type Minutes } from '../../stores/pulseFolds.ts'

/** One column of the chart. */
export interface HourMinute {
  /** Start, in milliseconds since the epoch. */
  at: number
  in: number
  loggedOut: number
  expired: number
  revoked: number
  refused: number
  /** Sessions open at its end; null: not known. */
  open: number | null
}

const ended = ({ loggedOut, expired, revoked }: HourMinute): number => loggedOut + expired + revoked

const minuteAt = (at: number, minutes: Minutes): HourMinute => {
  const counted = minutes.get(new Date(at).toISOString()) ?? noActivity
  return {
    at,
    in: counted.logins,
    loggedOut: counted.logouts,
    expired: counted.expiries,
    revoked: counted.revocations,
    refused: counted.failures,
    open: null,
  }
}

/** How many were open at each minute's end, counted back from how many are open now. */
const countBack = (hour: HourMinute[], openNow: number | null): void => {
  let open = openNow
  for (const minute of hour.toReversed()) {
    minute.open = open
    if (open !== null) open = Math.max(0, open - minute.in + ended(minute))
  }
}

/** The last hour up to the running minute, oldest first, quiet minutes included. */
export const lastHour = (minutes: Minutes, openNow: number | null, now: number): HourMinute[] => {
  const newest = Math.floor(now / minuteMs) * minuteMs
  const hour = Array.from({ length: minutesKept }, (_, back) =>
    minuteAt(newest - (minutesKept - 1 - back) * minuteMs, minutes),
  )
  countBack(hour, openNow)
  return hour
}

export interface HourTotals {
  in: number
  /** Sign-ins in the last whole minute. */
  inLastMinute: number
  refused: number
  ended: number
  loggedOut: number
  revoked: number
}

const total = (hour: readonly HourMinute[], read: (minute: HourMinute) => number): number =>
  hour.reduce((sum, minute) => sum + read(minute), 0)

export const hourTotals = (hour: readonly HourMinute[]): HourTotals => ({
  in: total(hour, (minute) => minute.in),
  inLastMinute: hour.at(-2)?.in ?? 0,
  refused: total(hour, (minute) => minute.refused),
  ended: total(hour, ended),
  loggedOut: total(hour, (minute) => minute.loggedOut),
  revoked: total(hour, (minute) => minute.revoked),
})

/** The highest minute if it holds at least a fifth of the hour's total; null: none stands out. */
export const peak = (hour: readonly HourMinute[], read: (minute: HourMinute) => number): HourMinute | null => {
  const highest = hour.toSorted((one, other) => read(other) - read(one))[0]
  const stands = highest !== undefined && read(highest) > 2 && read(highest) * 5 >= total(hour, read)
  return stands ? highest : null
}

/** Points of a sparkline 56 by 22, newest at the right. */
export const sparkline = (values: readonly number[]): string => {
  const highest = Math.max(1, ...values)
  const step = 56 / Math.max(1, values.length - 1)
  return values
    .map((value, index) => `${(index * step).toFixed(1)},${(20 - (value / highest) * 18).toFixed(1)}`)
    .join(' ')
}
