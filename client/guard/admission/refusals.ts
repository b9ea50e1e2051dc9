import type { Flaw } from '../token/accessClaims.ts'
import type { Refusal } from './verdict.ts'

const invalidToken = { status: 401, why: null, challenge: { error: 'invalid_token' } } as const

/** RFC 6750, 3.1: who has sent no credential is not told of an error. */
export const noToken: Refusal = {
  code: 'not-signed-in',
  status: 401,
  detail: 'Send an access token as Authorization: Bearer.',
  why: 'no-token',
  challenge: {},
}

export const badToken = (why: Flaw | 'inactive' | 'session'): Refusal => ({
  ...invalidToken,
  code: 'not-signed-in',
  detail: 'This access token is not good. Refresh it, or sign in.',
  why,
})

export const sessionEnded: Refusal = {
  ...invalidToken,
  code: 'session-ended',
  detail: 'This session has ended. Sign in again.',
}

export const tokenOutdated: Refusal = {
  ...invalidToken,
  code: 'token-outdated',
  detail: 'Your roles changed. Refresh the access token and repeat the request.',
}

export const passwordChangeRequired: Refusal = {
  code: 'password-change-required',
  status: 403,
  detail: 'Change your one-time password first.',
  why: null,
  challenge: null,
}

/** Nothing is guessed: the request may come again. */
export const unknown = (why: 'no-answer' | 'stale' | 'keys-missing' | 'closed'): Refusal => ({
  code: 'revocation-unknown',
  status: 503,
  detail: 'It cannot be told right now whether this session is still good. Try again in a moment.',
  why,
  challenge: null,
})

export const forbidden: Refusal = {
  code: 'forbidden',
  status: 403,
  detail: 'Your role does not allow this.',
  why: null,
  challenge: { error: 'insufficient_scope' },
}

/** RFC 9470, 3. */
export const signInTooOld = (withinSeconds: number): Refusal => ({
  code: 'sign-in-too-old',
  status: 401,
  detail: `Sign in again: for this it must not be longer ago than ${withinSeconds} s.`,
  why: null,
  challenge: { error: 'insufficient_user_authentication', max_age: String(withinSeconds) },
})
