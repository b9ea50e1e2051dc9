import type { ActivityMinute } from '#events/live/rows.ts'
import { minuteMs, type Minutes } from '../../stores/pulseFolds.ts'

const minutesShown = 60
const tickEveryMs = 15 * minuteMs

const eventsIn = ({ logins, failures, refreshes, logouts, revocations, expiries }: ActivityMinute): number =>
  logins + failures + refreshes + logouts + revocations + expiries

/** Bars up to 20 high, one a minute, `x` counting minutes from the left; `newest` is the running minute's start. */
export const stripBars = (minutes: Minutes, newest: number): { x: number; height: number }[] => {
  const counts = Array.from({ length: minutesShown }, (_, x) => {
    const start = newest - (minutesShown - 1 - x) * minuteMs
    const minute = minutes.get(new Date(start).toISOString())
    return minute === undefined ? 0 : eventsIn(minute)
  })
  const most = Math.max(1, ...counts)
  return counts.flatMap((events, x) => (events === 0 ? [] : [{ x, height: 2 + (events / most) * 18 }]))
}

/** Quarters of an hour within the strip. */
export const stripTicks = (newest: number): number[] => {
  const last = Math.floor(newest / tickEveryMs) * tickEveryMs
  return [3, 2, 1, 0]
    .map((back) => last - back * tickEveryMs)
    .filter((at) => at > newest - (minutesShown - 2) * minuteMs)
}
