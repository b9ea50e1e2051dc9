const [minute, hour, day] = [60, 3_600, 86_400]

const part = (size: number, one: string, many = one) => ({ size, one, many })
const units = [part(day, 'day', 'days'), part(hour, 'h'), part(minute, 'min'), part(1, 's')]
/** Two days and longer are days: people say 24 h, and 36 h. */
const leastDays = 2 * day

/** A length of time as it is, nothing rounded: "7 days", "24 h", "1 h 30 min", "2 days 12 h", "10 s". */
export const lengthOfTime = (seconds: number): string => {
  let rest = seconds
  const parts = units.flatMap(({ size, one, many }) => {
    if (size === day && seconds < leastDays) return []
    const whole = Math.floor(rest / size)
    rest -= whole * size
    return whole === 0 ? [] : [`${whole} ${whole === 1 ? one : many}`]
  })
  return parts.length === 0 ? '0 s' : parts.join(' ')
}

/** Null: no end but the person's own. */
export const lifetimeWords = (seconds: number | null): string =>
  seconds === null ? 'until signed out' : lengthOfTime(seconds)
