/** A text that is too long to be stored: `before`, then `repeat` so many times, then `after`. */
export interface MadeText {
  before: string
  repeat: string
  times: number
  after: string
}

export interface TokenCase {
  id: string
  group: string
  about: string
  /** The token, or how to make it. */
  token?: string
  made?: MadeText
  expect: 'accept' | 'refuse'
}

export type Drafted = Omit<TokenCase, 'id' | 'group' | 'expect'>

export const draft = (about: string, token: string): Drafted => ({ about, token })

export const textOf = ({ token, made }: Pick<TokenCase, 'token' | 'made'>): string =>
  token ?? `${made!.before}${made!.repeat.repeat(made!.times)}${made!.after}`

/** How a value is written in what a case is about. */
export const shown = (value: unknown): string => {
  const text = value === undefined ? 'missing' : JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
