import type { FilterMistake } from './expression.ts'

/** Thrown inside the parser and caught by parseFilter; never leaves events/filter. */
export class Mistaken extends Error {
  readonly mistake: FilterMistake
  constructor(offset: number, expected: string) {
    super(expected)
    this.mistake = { offset, expected }
  }
}

/** `a, b or c`. */
export const eitherOf = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
