import { ApiError } from '../api/problem.ts'
import { duration } from './times.ts'

/** Why a sign-in, a new password or a set-up was refused, and what to do; for the person at the form. */
export const refusalWords = (error: unknown): string => {
  if (!(error instanceof ApiError)) return 'Something went wrong on this page. Load it again.'
  switch (error.code) {
    case 'unreachable':
      return 'The server did not answer. Check the connection and try again.'
    case 'invalid-credentials':
      return 'That is not right. Check tenant, e-mail and password.'
    case 'rate-limited':
      return `Too many tries. Try again in ${duration((error.retryAfterSeconds ?? 60) * 1000)}.`
    case 'busy':
      return 'Many people are signing in. Try again in a few seconds.'
    default:
      return error.detail ?? `The server refused: ${error.code}. Report ${error.id}`
  }
}
