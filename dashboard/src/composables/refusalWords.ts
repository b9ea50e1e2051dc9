import { PasskeyError } from '#client/secondFactor/passkeyError.ts'
import { ApiError } from '../api/problem.ts'
import { passkeyWords } from '../components/factors/factorWords.ts'
import { mistakeWords } from './mistakeWords.ts'
import { duration } from './times.ts'

/** Some refusals come with words for people; what a request's shape lacks is said for programs. */
const sayingWhere = ({ errors, detail }: ApiError): string => {
  const [first] = errors
  if (first === undefined) return detail ?? 'The server could not take this.'
  return first.message === detail ? detail : mistakeWords(first)
}

/** Why a sign-in, a new password or a set-up was refused, and what to do; for the person at the form. */
export const refusalWords = (error: unknown): string => {
  if (error instanceof PasskeyError) return passkeyWords[error.code]
  if (!(error instanceof ApiError)) return 'Something went wrong on this page. Load it again.'
  switch (error.code) {
    case 'unreachable':
      return 'The server did not answer. Check the connection and try again.'
    case 'invalid-credentials':
      return 'That is not right. Check tenant, e-mail and password.'
    case 'reauthentication-required':
      return 'Not done: it asks you to confirm that it is you. Try again when you want to.'
    case 'second-factor-wrong':
      return 'That code is not right. Type the one that is shown now.'
    case 'rate-limited':
      return `Too many tries. Try again in ${duration((error.retryAfterSeconds ?? 60) * 1000)}.`
    case 'busy':
      return 'Many people are signing in. Try again in a few seconds.'
    case 'not-ready':
      return 'The server is starting. Try again in a few seconds.'
    case 'clock-skewed':
      return 'The clock of the server is wrong. Tell whoever runs it, and try again later.'
    case 'invalid-request':
      return sayingWhere(error)
    default:
      return error.detail ?? `The server refused: ${error.code}.${error.id === '' ? '' : ` Report ${error.id}`}`
  }
}

/** Why something could not be loaded. `isFinal`: nothing reads it again unless asked to. */
export const failureWords = (error: ApiError, isFinal: boolean): string => {
  if (error.status === 0) return 'The server did not answer.'
  if (error.status === 403) return 'Your role does not cover this. An admin can change that.'
  if (error.code === 'not-ready') return `The server is starting. ${isFinal ? 'Try again.' : 'Trying again.'}`
  return error.detail ?? `The server refused: ${error.code}.`
}
