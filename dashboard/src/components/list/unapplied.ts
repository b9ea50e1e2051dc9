import type { ApiError } from '../../api/problem.ts'

/** The part of the request that the rows on screen do not follow yet. */
export type Unapplied = 'filter' | 'order'

export interface UnappliedRead {
  unapplied: Unapplied | null
  isOffline: boolean
  /** Of the last read. */
  failure: ApiError | null
}

/** Empty: the rows are what was asked for, or on their way. */
export const unappliedWords = ({ unapplied, isOffline, failure }: UnappliedRead): string => {
  if (unapplied === null || (failure === null && !isOffline)) return ''
  const why = isOffline || failure?.status === 0 ? ' because the server does not answer' : ''
  return `The ${unapplied} could not be applied${why}: the rows are those of before.`
}
