import type { ApiError } from '#client/session/problem.ts'

export {
  ApiError,
  isUnanswered,
  problemOf,
  unreachable,
  unreadable,
  type FieldMistake,
} from '#client/session/problem.ts'

/** Whether to show the error beside rows that were loaded before. Not if the server is unreachable: the freshness bar says that. */
export const isWorthShowing = (error: ApiError | null, loaded: unknown): error is ApiError =>
  error !== null && (loaded === null || error.status !== 0)

export const isAbort = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError'
