import compression from 'compression'
import { stringifySetCookie } from 'cookie'
import type { Response } from 'express'
import { errorCodes, type CodedError, type ErrorCode } from '#services/ports/errors.ts'
import type { LimitState } from './edge.ts'
import { problemOf } from './problem.ts'
import type { Answer, Cookie } from './route.ts'
import { sendStoredFile } from './storedFile.ts'
import { openStream } from './sendStream.ts'

/** An answer is data: opened as a page it may load nothing, run nothing and stand in no frame. */
const apiHeaders = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
} as const
const setApiHeaders = (response: Response): void => {
  for (const [name, value] of Object.entries(apiHeaders)) response.setHeader(name, value)
}

/** `__Host-`: Secure, no Domain, Path=/ (RFC 6265bis 4.1.3.2). */
const setCookie = ({ name, value, maxAgeSeconds }: Cookie): string =>
  stringifySetCookie({
    name,
    value,
    path: '/',
    httpOnly: true,
    secure: true,
    sameSite: 'strict',
    ...(maxAgeSeconds === undefined ? {} : { maxAge: maxAgeSeconds }),
  })

/** Draft `RateLimit` header fields, in the form most clients know. */
export const sendLimit = (response: Response, state: LimitState | null): void => {
  if (state === null) return
  response.setHeader('ratelimit-limit', state.limit)
  response.setHeader('ratelimit-remaining', state.remaining)
  response.setHeader('ratelimit-reset', state.resetSeconds)
}

const compress = compression()

/** What is written to the response from now on is compressed, where the client takes that. */
const beginCompressing = (response: Response): void => void compress(response.req, response, () => undefined)

/** Characters: compressing a shorter answer costs more than it saves. */
const worthCompressing = 2_048

const sendJson = (response: Response, body: unknown): void => {
  const text = JSON.stringify(body)
  response.setHeader('content-type', 'application/json; charset=utf-8')
  response.setHeader('content-length', Buffer.byteLength(text))
  if (text.length >= worthCompressing) beginCompressing(response)
  response.end(text)
}

const setHeaders = (response: Response, answer: Answer, wirePosition: string | undefined): void => {
  setApiHeaders(response)
  if (wirePosition !== undefined) response.setHeader('rollcall-position', wirePosition)
  if (answer.headers !== undefined) response.set(answer.headers)
  if (answer.cookies !== undefined) response.append('set-cookie', answer.cookies.map(setCookie))
  response.status(answer.status)
}

/**
 * The one place where an answer becomes HTTP. Nothing is set before a stream has its first piece: a failure until then can still
 * be answered with a problem report.
 */
export const sendAnswer = async (
  response: Response,
  answer: Answer,
  wirePosition: string | undefined,
): Promise<void> => {
  const { stream, stored, body } = answer
  const sendRest = stream === undefined ? null : await openStream(response, stream)
  setHeaders(response, answer, wirePosition)
  if (stream !== undefined) {
    response.set({ ...stream.headers, 'content-type': stream.contentType })
    beginCompressing(response)
  }
  if (sendRest !== null) await sendRest()
  else if (stored !== undefined) sendStoredFile(response.req, response.set('cache-control', 'no-cache'), stored)
  else if (body === undefined) response.end()
  else sendJson(response, body)
}

/** What a proof that is recent enough is like (RFC 9470, 3). */
const proofWanted = ({ code, details: { detail, extra } }: CodedError): string => {
  const { maxAgeSeconds, acrValues } = extra ?? {}
  const maxAge = typeof maxAgeSeconds === 'number' ? `, max_age="${maxAgeSeconds}"` : ''
  const acr = Array.isArray(acrValues) ? `, acr_values="${acrValues.join(' ')}"` : ''
  const description = code === 'reauthentication-required' ? detail : undefined
  return `Bearer error="insufficient_user_authentication", error_description="${description ?? 'Prove who you are'}"${maxAge}${acr}`
}

/** The token is good: its person has not proved enough, or not lately. */
const wantsProof: ReadonlySet<ErrorCode> = new Set([
  'reauthentication-required',
  'second-factor-required',
  'second-factor-wrong',
  'challenge-ended',
])

const challenge = (error: CodedError): string => {
  const { code } = error
  if (wantsProof.has(code)) return proofWanted(error)
  return `Bearer error="${code === 'not-signed-in' ? 'invalid_request' : 'invalid_token'}"`
}

export const sendProblem = (response: Response, error: CodedError, correlationId: string): void => {
  const status = errorCodes[error.code]
  setApiHeaders(response)
  if (status === 401) response.set('www-authenticate', challenge(error))
  sendLimit(response, error.details.limit ?? null)
  const retryAfter = error.details.retryAfterSeconds ?? (status === 503 ? 1 : undefined)
  if (retryAfter !== undefined) response.set('retry-after', String(Math.max(1, Math.ceil(retryAfter))))
  response
    .status(status)
    .type('application/problem+json')
    .send(JSON.stringify(problemOf(error, correlationId)))
}
