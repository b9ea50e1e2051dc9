import type { KeyObject } from 'node:crypto'
import { openEither, seal } from '#services/keys/seal.ts'
import { CodedError, errorCodes, type ErrorCode, type ErrorDetails } from '#services/ports/errors.ts'
import type { Answer } from '#services/http/route.ts'

/** How a request ended: an answer, or a refusal that would be the same again. */
export type Outcome = { answer: Answer } | { refusal: { code: ErrorCode; details: ErrorDetails } }

/** Members that only the first answer contains; a repeat gets the answer without them. */
const shownOnce = new Set([
  'accessToken',
  'refreshToken',
  'oneTimePassword',
  'password',
  'secret',
  'token',
  'link',
  'key',
])

const withoutSecrets = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutSecrets)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !shownOnce.has(name))
      .map(([name, member]) => [name, withoutSecrets(member)]),
  )
}

/** Drops cookies, which carry credentials, and causes, which carry stacks. */
const fit = (outcome: Outcome): unknown => {
  if ('answer' in outcome) {
    const { cookies: _, ...answer } = outcome.answer
    return { answer: withoutSecrets(answer) }
  }
  const { cause: _, ...details } = outcome.refusal.details
  return { refusal: { code: outcome.refusal.code, details } }
}

/**
 * An answer may hold names and addresses, which no table may store unencrypted. The seal binds the outcome to its
 * claim.
 */
export const sealOutcome = (outcome: Outcome, key: KeyObject, claimId: string): Buffer =>
  seal(key, JSON.stringify(fit(outcome)), claimId)

export const openOutcome = (sealed: Buffer, key: KeyObject, claimId: string): Outcome =>
  JSON.parse(openEither(key, sealed, claimId, 'tagSecond').toString()) as Outcome

/** True for refusals that a repeat would meet again. The others mean "not now", so a repeat is carried out. */
export const isLasting = (error: unknown): error is CodedError =>
  error instanceof CodedError &&
  errorCodes[error.code] < 500 &&
  error.code !== 'rate-limited' &&
  error.code !== 'reauthentication-required' &&
  error.code !== 'filter-too-costly' &&
  error.code !== 'session-limit' &&
  error.code !== 'stale-revision'
