import type { HourMinute } from './hour.ts'

/** Bars keep to the lower two thirds, the line to the upper third, so that neither covers the other. */
export const rangesOf = (hour: readonly HourMinute[]) => {
  const up = Math.max(5, ...hour.map((minute) => minute.in))
  const down = Math.max(5, ...hour.map((minute) => minute.loggedOut + minute.expired + minute.revoked))
  const open = hour.flatMap((minute) => (minute.open === null ? [] : [minute.open]))
  const least = Math.min(...open, Number.MAX_SAFE_INTEGER)
  const most = Math.max(...open, 0)
  const span = Math.max(1, most - least)
  return {
    bars: { min: -down * 1.06, max: up + (up + down) * 0.42 },
    ticks: ticksOf(up, down),
    open: { min: least - span * 3.2, max: most + span * 0.25 },
  }
}

/** Zero and round steps both ways, as far as bars reach. */
export const ticksOf = (up: number, down: number): number[] => {
  const rough = Math.max(up, down) / 2
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = Math.max(1, ([1, 2, 5].findLast((factor) => factor * power <= rough) ?? 1) * power)
  const below = Array.from({ length: Math.floor(down / step) }, (_, index) => -(index + 1) * step)
  const above = Array.from({ length: Math.floor(up / step) + 1 }, (_, index) => index * step)
  return [...below.toReversed(), ...above]
}
