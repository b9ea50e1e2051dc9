import { count } from '../../composables/numbers.ts'

export interface Unsettled {
  waiting: number
  left: number
  isOutOfOrder: boolean
}

/** What the pill beside the title says; empty: the list is as it would be read now. Quiet: nothing new, only tidying. */
export const pillOf = ({ waiting, left, isOutOfOrder }: Unsettled): { words: string; isQuiet: boolean } => {
  if (waiting > 0) return { words: `${count(waiting)} new`, isQuiet: false }
  if (left > 0) return { words: `Clear ${count(left)} ended`, isQuiet: true }
  return { words: isOutOfOrder ? 'Sort again' : '', isQuiet: true }
}
