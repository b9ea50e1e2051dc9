import { openEither, seal } from '#services/keys/seal.ts'
import { CodedError, errorCodes, type ErrorCode, type ErrorDetails } from '#services/ports/errors.ts'
import type { Answer } from '#services/http/route.ts'

/** How a request ended: an answer, or a refusal that would be the same again. */
export type Outcome = { answer: Answer } | { refusal: { code: ErrorCode; details: ErrorDetails } }

/** Members of an answer that are shown once: the repeat answers the object without them. */
const shownOnce = new Set(['accessToken', 'refreshToken', 'oneTimePassword', 'password', 'secret', 'token', 'key'])

const withoutSecrets = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutSecrets)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !shownOnce.has(name))
      .map(([name, member]) => [name, withoutSecrets(member)]),
  )
}

/** Cookies carry credentials, causes carry stacks: neither is kept. */
const fit = (outcome: Outcome): unknown => {
  if ('answer' in outcome) {
    const { cookies: _, ...answer } = outcome.answer
    return { answer: withoutSecrets(answer) }
  }
  const { cause: _, ...details } = outcome.refusal.details
  return { refusal: { code: outcome.refusal.code, details } }
}

/** Sealed, because an answer may hold names and addresses, which no table keeps in the clear; bound to the claim. */
export const sealOutcome = (outcome: Outcome, key: Buffer, claimId: string): Buffer =>
  seal(key, JSON.stringify(fit(outcome)), claimId)

export const openOutcome = (sealed: Buffer, key: Buffer, claimId: string): Outcome =>
  JSON.parse(openEither(key, sealed, claimId, 'tagSecond').toString()) as Outcome

/** Refusals that say "not now" are tried again; every other would be the same. */
export const isLasting = (error: unknown): error is CodedError =>
  error instanceof CodedError &&
  errorCodes[error.code] < 500 &&
  error.code !== 'rate-limited' &&
  error.code !== 'stale-revision'
