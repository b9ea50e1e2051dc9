import { stringifySetCookie } from 'cookie'
import type { Response } from 'express'
import { errorCodes, type CodedError } from '#services/ports/errors.ts'
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
  response.set('ratelimit-limit', String(state.limit))
  response.set('ratelimit-remaining', String(state.remaining))
  response.set('ratelimit-reset', String(state.resetSeconds))
}

const setHeaders = (response: Response, answer: Answer, wirePosition: string | undefined): void => {
  response.set(apiHeaders)
  if (wirePosition !== undefined) response.set('rollcall-position', wirePosition)
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
  if (stream !== undefined) response.set({ ...stream.headers, 'content-type': stream.contentType })
  if (sendRest !== null) await sendRest()
  else if (stored !== undefined) sendStoredFile(response.req, response.set('cache-control', 'no-cache'), stored)
  else if (body === undefined) response.end()
  else response.json(body)
}

const challenge = (code: string): string =>
  `Bearer error="${code === 'not-signed-in' ? 'invalid_request' : 'invalid_token'}"`

export const sendProblem = (response: Response, error: CodedError, correlationId: string): void => {
  const status = errorCodes[error.code]
  response.set(apiHeaders)
  if (status === 401) response.set('www-authenticate', challenge(error.code))
  sendLimit(response, error.details.limit ?? null)
  const retryAfter = error.details.retryAfterSeconds ?? (status === 503 ? 1 : undefined)
  if (retryAfter !== undefined) response.set('retry-after', String(Math.max(1, Math.ceil(retryAfter))))
  response
    .status(status)
    .type('application/problem+json')
    .send(JSON.stringify(problemOf(error, correlationId)))
}
