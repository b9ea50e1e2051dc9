import type { Refusal, Requirement } from '../admission/verdict.ts'
import type { Guard } from '../guard.ts'
import { remember } from './callerOf.ts'

/** What a refused request is answered with. */
export interface Answer {
  status: number
  headers: Record<string, string>
  /** JSON. */
  body: string
}

const bearer = /^Bearer +([\w.~+/=-]+)$/i

const tokenOf = (authorization: unknown): string | undefined =>
  typeof authorization === 'string' ? bearer.exec(authorization)?.[1] : undefined

/** RFC 6750, 3: a challenge has a parameter, so there is a realm. */
const challengeOf = ({ challenge, detail }: Refusal): Record<string, string> => {
  if (challenge === null) return {}
  const description = 'error' in challenge ? { error_description: detail } : {}
  const parameters = Object.entries({ realm: 'api', ...challenge, ...description })
  return { 'www-authenticate': `Bearer ${parameters.map(([name, value]) => `${name}="${value}"`).join(', ')}` }
}

/** A problem report (RFC 9457) like those of Rollcall, so that its client library knows what to do. */
const answerOf = (refusal: Refusal): Answer => {
  const { code, status, detail } = refusal
  return {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...challengeOf(refusal),
      ...(status === 503 ? { 'retry-after': '1' } : {}),
    },
    body: JSON.stringify({
      type: `urn:rollcall:problem:${code}`,
      title: code.replaceAll('-', ' '),
      status,
      code,
      detail,
    }),
  }
}

/**
 * Whether a request is let in, by its header `Authorization`. Null: it is; it counts as activity of the person, and `callerOf` says who that is.
 * Else what to answer.
 */
export const refusalOfRequest = async (
  guard: Guard,
  request: object,
  authorization: unknown,
  requirements: readonly Requirement[],
): Promise<Answer | null> => {
  const { caller, refusal } = await guard.verify(tokenOf(authorization), ...requirements)
  if (caller === null) return answerOf(refusal)
  remember(request, caller)
  guard.recordActivity(caller)
  return null
}
