import { CodedError, errorCodes, type ErrorCode, type FieldError } from '#services/ports/errors.ts'

/** RFC 9457 problem report. `id` is the correlation id under which the server logged it. */
export interface Problem {
  type: string
  title: string
  status: number
  code: ErrorCode
  detail?: string
  id: string
  errors?: FieldError[]
  [member: string]: unknown
}

const titleOf = (code: ErrorCode): string => {
  const words = code.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const defaultDetail: Partial<Record<ErrorCode, string>> = {
  'not-signed-in': 'Sign in, or send a good access token as "Authorization: Bearer".',
  'invalid-credentials': 'Tenant, e-mail or password is wrong.',
  'refresh-invalid': 'This refresh token is not valid. Sign in again.',
  'refresh-reused': 'This refresh token was used before, so the session was ended. Sign in again.',
  'session-ended': 'This session has ended. Sign in again.',
  'token-outdated': 'Your roles changed. Refresh the access token and repeat the request.',
  'second-factor-required': 'Prove a second factor to go on.',
  'challenge-ended': 'This sign-in took too long, or was tried too often. Begin it again.',
  'reauthentication-required': 'Confirm that it is you: you proved it too long ago for this.',
  'password-change-required': 'Change your one-time password first.',
  forbidden: 'Your role does not allow this.',
  'not-found': 'There is nothing here, or it is not yours to see.',
  'position-reset': 'The log was restored or moved since this position was handed out. Read again without it.',
  'rate-limited': 'Too many requests. Wait as long as Retry-After says.',
  internal: 'Something failed on our side. The report id finds it in the server log.',
  busy: 'The server is busy. Try again in a moment.',
  'not-ready': 'The server is starting. Try again in a moment.',
  'revocation-unknown': 'It cannot be told right now whether this session is still good. Try again in a moment.',
  'store-unavailable': 'The event store does not answer. Nothing was lost; try again in a moment.',
  'view-behind': 'The view has not caught up with this position yet. Try again in a moment.',
}

/** The one translation of domain errors to HTTP. */
export const problemOf = (error: CodedError, id: string): Problem => {
  const { code, details } = error
  const detail = details.detail ?? defaultDetail[code]
  return {
    ...details.extra,
    type: `urn:rollcall:problem:${code}`,
    title: titleOf(code),
    status: errorCodes[code],
    code,
    ...(detail === undefined ? {} : { detail }),
    id,
    ...(details.errors === undefined ? {} : { errors: details.errors }),
  }
}

/** Errors that express and its body parser raise carry a status and a type. */
const parserError = (error: unknown): { status?: unknown; type?: unknown } =>
  typeof error === 'object' && error !== null ? error : {}

/** Turns whatever was thrown into a coded error: `internal` only where no other code fits. */
export const codedErrorOf = (error: unknown): CodedError => {
  if (error instanceof CodedError) return error
  const { status, type } = parserError(error)
  if (type === 'entity.too.large')
    return new CodedError('body-too-large', { detail: 'The body is larger than this route takes.' })
  if (status === 415) return new CodedError('unsupported-media-type')
  if (typeof status === 'number' && status >= 400 && status < 500) return new CodedError('invalid-request')
  return new CodedError('internal', { cause: error })
}
