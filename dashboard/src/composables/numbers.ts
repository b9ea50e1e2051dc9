import type { SessionCount } from '../api/sessions.ts'

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** "1,234". */
export const count = (value: number): string => whole.format(value)

const difference = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0, signDisplay: 'exceptZero' })

/** "+1,234", "-7", and "0" for what rounds to it. */
export const offset = (value: number): string => difference.format(value)

const rough = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 2 })

/** "1,234"; "about 120,000" when that is an estimate; "fewer than 3,000" when a sample held none. */
export const numberFound = ({ total, kind }: SessionCount): string => {
  switch (kind) {
    case 'exact':
      return count(total)
    case 'estimate':
      return `about ${rough.format(total)}`
    case 'below':
      return `fewer than ${rough.format(total)}`
  }
}

/** "1 session", "63 sessions". */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`
