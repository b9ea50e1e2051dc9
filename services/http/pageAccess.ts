import type { Request, Response } from 'express'

/** What a person does in an application; everything else is called by servers and by the dashboard. */
const ofPersons = /^\/v1\/(?:auth|me)(?:\/|$)/

const readable =
  'rollcall-position, retry-after, ratelimit-limit, ratelimit-remaining, ratelimit-reset, www-authenticate'
/** Seconds for which a browser need not ask again; Chromium keeps it no longer. */
const askAgainAfter = '7200'
const allowed = {
  'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
  'access-control-allow-headers': 'authorization, content-type, rollcall-client, idempotency-key, last-event-id',
  'access-control-max-age': askAgainAfter,
}

/**
 * Lets pages of other origins call what belongs to a person (CORS: Fetch standard, 3.2). Never with cookies: whoever calls shows a
 * token, and a page that has one can use it from anywhere. Who may get one is decided where it is given, by the application's registered
 * origins. Docs: decision 0097.
 * @returns true when the request only asked whether it may, and has been answered
 */
export const admitPage = (request: Request, response: Response): boolean => {
  if (request.headers.origin === undefined || !ofPersons.test(request.path)) return false
  response.setHeader('access-control-allow-origin', '*')
  response.setHeader('access-control-expose-headers', readable)
  if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) return false
  for (const [name, value] of Object.entries(allowed)) response.setHeader(name, value)
  response.status(204).end()
  return true
}
