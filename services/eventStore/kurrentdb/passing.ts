import { CodedError } from '#services/ports/errors.ts'

/** The server did not answer in time. Nobody knows whether it did what it was asked to do. */
export class Unanswered extends Error {
  constructor(afterMs: number) {
    super(`KurrentDB has not answered for ${afterMs} ms`)
    this.name = 'Unanswered'
  }
}

/** gRPC: CANCELLED, DEADLINE_EXCEEDED, ABORTED, INTERNAL (the connection was cut), UNAVAILABLE. */
const passingCodes = new Set<unknown>([1, 4, 10, 13, 14])
const passingTypes = new Set<unknown>(['unavailable', 'timeout', 'deadline-exceeded', 'cancelled', 'not-leader'])
/**
 * The first is said by a server that is stopping; the second by a client that found no leader once and would never look
 * again.
 */
const passingWords = /Server Is Not Ready|Failed to discover/

/**
 * True when the same call may succeed later on another connection: the server is away or stopping, or another node
 * leads.
 */
export const isPassing = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false
  if (error instanceof Unanswered || passingWords.test(error.message)) return true
  const { code, type } = error as Error & { code?: unknown; type?: unknown }
  return passingCodes.has(code) || passingTypes.has(type)
}

export const isOfType = (error: unknown, type: string): error is Error =>
  error instanceof Error && 'type' in error && error.type === type

/** True when the error says that no event begins at this position; both kinds of server use these words. */
export const isNoBoundary = (error: unknown): boolean =>
  error instanceof Error && error.message.includes('Unexpected ReadAllResult')

export const unavailable = (cause: unknown): CodedError =>
  new CodedError('store-unavailable', { cause, retryAfterSeconds: 1 })
