import type { OperationRow } from '#events/live/rows.ts'
import { count } from '../../composables/numbers.ts'

/** What became of the sessions that a preview promised to end. */
export interface Account {
  ended: number
  /** Sessions that ended by themselves after the preview, before the operation came to them. */
  endedBefore: number
  /** Sessions that, as far as is known, the operation has not come to. */
  waiting: number
}

export const accountOf = (operation: OperationRow, promised: number): Account => {
  const { ended, alreadyEnded, sessions, state } = operation
  const all = Math.max(promised, sessions)
  const waiting = state === 'finished' ? 0 : sessions - ended - alreadyEnded
  return { ended, endedBefore: all - ended - waiting, waiting }
}

/** "12 ended, 1 had ended by itself": together, all that was promised. */
export const accountWords = ({ ended, endedBefore, waiting }: Account): string => {
  const parts = [`${count(ended)} ended`]
  if (endedBefore > 0) parts.push(`${count(endedBefore)} had ended by ${endedBefore === 1 ? 'itself' : 'themselves'}`)
  if (waiting > 0) parts.push(`${count(waiting)} to go`)
  return parts.join(', ')
}
