import { CodedError } from '#services/ports/errors.ts'

/** Errors that express and its body parser raise carry a status and a type. */
const parserError = (error: unknown): { status?: unknown; type?: unknown } =>
  typeof error === 'object' && error !== null ? error : {}

/** Whatever was thrown, as a coded error. Only what nobody foresaw is `internal`. */
export const codedErrorOf = (error: unknown): CodedError => {
  if (error instanceof CodedError) return error
  const { status, type } = parserError(error)
  if (type === 'entity.too.large') return new CodedError('body-too-large', { detail: 'A body may have 100,000 bytes.' })
  if (type === 'entity.parse.failed') return new CodedError('invalid-json', { detail: 'The body is not JSON.' })
  if (status === 415) return new CodedError('unsupported-media-type')
  if (typeof status === 'number' && status >= 400 && status < 500) return new CodedError('invalid-request')
  return new CodedError('internal', { cause: error })
}
