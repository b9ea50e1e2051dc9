import { DatabaseError } from 'pg'
import { CodedError } from '#services/ports/errors.ts'

/**
 * SQLSTATE classes and codes that mean "not now", not "wrong": connection, resources, shutdown, timeouts, a server that only reads
 * because another has not been promoted yet.
 */
const passing = /^(?:08|25006|40|53|57P|57014|55P03|25P03)/
/**
 * SQLSTATE of a database that takes no connections for a while, and of a server in recovery. A function that `raise`s it means
 * something of its own.
 */
const notInThatState = '55000'
const raised = 'exec_stmt_raise'
const network = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
])
const driver = /Connection terminated|timeout|not queryable|Cannot use a pool|Connection ended/i

const codeOf = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : ''
}

/** True when the same statement may succeed later: the server is away, busy or restarting. */
export const isUnavailable = (error: unknown): boolean => {
  if (error instanceof DatabaseError)
    return passing.test(codeOf(error)) || (error.code === notInThatState && error.routine !== raised)
  return error instanceof Error && (network.has(codeOf(error)) || driver.test(error.message))
}

/** SQLSTATE classes and codes of a statement that lost to others or took too long, while the server is well. */
const lost = /^(?:40|57014|55P03|25P03)/

/** True when the server, or a connection to it, cannot be had: it is away, full, or out of connections or disk. */
export const isAway = (error: unknown): boolean => isUnavailable(error) && !lost.test(codeOf(error))

/** SQLSTATE of a server that has no connection left for this login or database. */
const noConnectionLeft = '53300'

/** True for the error that callers get where the server has no connection left. */
export const isOutOfConnections = (error: unknown): boolean =>
  error instanceof CodedError && codeOf(error.details.cause) === noConnectionLeft

/** SQLSTATE of a statement that the server cancelled, e.g. at its timeout. */
const cancelled = '57014'

const isCausedBy = (error: unknown, code: string): boolean =>
  error instanceof CodedError && error.details.cause instanceof DatabaseError && error.details.cause.code === code

/** True for the error that callers get when a statement ran too long. */
export const tookTooLong = (error: unknown): boolean => isCausedBy(error, cancelled)

/** SQLSTATE of a statement that would have had to wait for a lock. */
const wouldWait = '55P03'

/** True for the error that callers get when another holds a lock that they do not wait for. */
export const isHeldByAnother = (error: unknown): boolean => isCausedBy(error, wouldWait)

/** True when PostgreSQL itself answered, so that the connection is in a known state. */
export const isAnswer = (error: unknown): boolean => error instanceof DatabaseError

/** Turns errors of an absent server into the code that callers know; every other error stays as it is. */
export const asStoreError = (error: unknown): unknown =>
  isUnavailable(error) ? new CodedError('store-unavailable', { cause: error, retryAfterSeconds: 1 }) : error
