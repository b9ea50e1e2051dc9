const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** "1,234". */
export const count = (value: number): string => whole.format(value)

/** "1 session", "63 sessions". */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`
