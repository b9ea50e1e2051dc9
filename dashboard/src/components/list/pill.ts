import { count } from '../../composables/numbers.ts'

export interface Unsettled {
  waiting: number
  left: number
  isOutOfOrder: boolean
}

export interface Pill {
  /** Empty: the list is as it would be read now. */
  words: string
  /** Nothing new, only tidying. */
  isQuiet: boolean
}

/** What the pill beside the title says. */
export const pillOf = ({ waiting, left, isOutOfOrder }: Unsettled): Pill => {
  if (waiting > 0) return { words: `${count(waiting)} new`, isQuiet: false }
  if (left > 0) return { words: `Clear ${count(left)} gone`, isQuiet: true }
  return { words: isOutOfOrder ? 'Sort again' : '', isQuiet: true }
}
