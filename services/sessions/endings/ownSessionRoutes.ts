import { z } from 'zod'
import { idInput } from '#events/wire/idInput.ts'
import { defineRoute, type Answer, type Cookie, type Route } from '#services/http/route.ts'
import { deviceNameBody } from '#events/wire/accountRequests.ts'
import { endedShape } from '#events/wire/sessions.ts'
import { ownCookieCleared } from '../tokens/cookies.ts'
import type { Ended, OwnSessions } from './ownSessions.ts'

const tag = 'My sessions'

/**
 * The answer after a person ended sessions of their own. `cookies` clears their cookie if the current session ended
 * too.
 */
export const endedAs = ({ ended, position }: Ended, cookies: Cookie[]): Answer => ({
  status: 200,
  body: { ended },
  position,
  cookies,
})

/** Routes by which a caller names and ends their own sessions. */
export const ownSessionRoutes = (own: OwnSessions): Route[] => [
  defineRoute({
    id: 'nameMyDevice',
    method: 'patch',
    path: '/v1/me/sessions/{sessionId}',
    tag,
    summary: 'Give the device of one of your live sessions a name; null takes it away',
    access: 'own-account',
    limit: 'command',
    params: z.strictObject({ sessionId: idInput }),
    body: deviceNameBody,
    answers: { 204: { description: 'Named' } },
    errors: ['not-found', 'wrong-state', 'rate-limited', 'busy', 'store-unavailable'],
    async handle({ caller, params, body, context, correlationId }) {
      const named = { sessionId: params.sessionId, name: body.deviceName }
      return { status: 204, position: await own.name(caller, named, { context, correlationId }) }
    },
  }),
  defineRoute({
    id: 'endMySession',
    method: 'delete',
    path: '/v1/me/sessions/{sessionId}',
    tag,
    summary: 'End one of your sessions',
    access: 'end-own-sessions',
    limit: 'signOut',
    beforePasswordChange: true,
    params: z.strictObject({ sessionId: idInput }),
    answers: { 200: { description: '1, or 0 when it had ended already', schema: endedShape } },
    errors: ['not-signed-in', 'session-ended', 'not-found', 'rate-limited'],
    async handle({ caller, params, context, correlationId, cookies }) {
      const ended = await own.end(caller, params.sessionId, { context, correlationId })
      return endedAs(ended, params.sessionId === caller.sessionId ? ownCookieCleared(caller, cookies) : [])
    },
  }),
  defineRoute({
    id: 'endMySessions',
    method: 'delete',
    path: '/v1/me/sessions',
    tag,
    summary: 'End all your other sessions, or with includeCurrent=true all of them',
    access: 'end-own-sessions',
    limit: 'signOut',
    beforePasswordChange: true,
    query: z.strictObject({ includeCurrent: z.enum(['true', 'false']).optional() }),
    answers: { 200: { description: 'How many were ended', schema: endedShape } },
    errors: ['not-signed-in', 'session-ended', 'rate-limited'],
    async handle({ caller, query, context, correlationId, cookies }) {
      const includeCurrent = query.includeCurrent === 'true'
      const ended = await own.endAll(caller, includeCurrent, { context, correlationId })
      return endedAs(ended, includeCurrent ? ownCookieCleared(caller, cookies) : [])
    },
  }),
]
