import type { SessionCount } from '../api/sessions.ts'

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** "1,234". */
export const count = (value: number): string => whole.format(value)

const rough = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 2 })

/** "1,234", or "about 120,000" when that is an estimate. */
export const numberFound = ({ total, kind }: SessionCount): string =>
  kind === 'exact' ? count(total) : `about ${rough.format(total)}`

/** "1 session", "63 sessions". */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`
