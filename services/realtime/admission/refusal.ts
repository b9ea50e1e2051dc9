import { CodedError } from '#services/ports/errors.ts'
import type { Logger } from '#services/logging/logger.ts'

/** What a client may know of an error: its code and, where a session has ended, how. */
export interface Refusal {
  code: string
  cause?: unknown
  message?: unknown
  endedAt?: unknown
}

export const refusalOf = (error: unknown, logger: Logger): Refusal => {
  if (!(error instanceof CodedError)) {
    logger.error('a socket request failed', { error })
    return { code: 'internal' }
  }
  const { cause, message, endedAt } = error.details.extra ?? {}
  return error.code === 'session-ended' ? { code: error.code, cause, message, endedAt } : { code: error.code }
}

/** As Socket.IO hands it to the client's `connect_error`: `message` is the code, `data` the rest. */
export const connectError = (refusal: Refusal): Error => Object.assign(new Error(refusal.code), { data: refusal })
