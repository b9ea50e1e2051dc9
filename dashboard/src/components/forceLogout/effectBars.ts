export interface EffectBars {
  /** Share of the fullest bar, 0 to 1. */
  heights: number[]
  /** Milliseconds at the right end. */
  to: number
  /** Bars from here on are the slowest hundredth. */
  lateFrom: number
}

const bars = 16
const steps = [1, 2, 3, 4, 5, 8, 10, 15, 20, 25, 30, 40, 50, 75, 100, 150, 200, 300, 400, 500, 1000, 2000, 5000]

/** How many sessions took how long, in bars of a round width. */
export const effectBars = (milliseconds: readonly number[], p99: number | null): EffectBars => {
  const slowest = Math.max(0, ...milliseconds)
  const step = steps.find((width) => width * bars > slowest) ?? Math.ceil((slowest + 1) / bars)
  const counts = Array.from({ length: bars }, () => 0)
  for (const value of milliseconds) counts[Math.min(bars - 1, Math.floor(value / step))]! += 1
  const fullest = Math.max(1, ...counts)
  const lateFrom = p99 === null || milliseconds.length < 20 ? bars : Math.floor(p99 / step) + 1
  return { heights: counts.map((one) => one / fullest), to: step * bars, lateFrom }
}
