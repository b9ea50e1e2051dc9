import { z } from 'zod'
import { defineRoute, type Answer, type Route } from '#services/http/route.ts'
import { endedAnswer } from './answers.ts'
import type { Ended, OwnSessions } from './ownSessions.ts'

const tag = 'My sessions'

const endedAs = ({ ended, position }: Ended): Answer => ({
  status: 200,
  body: { ended },
  ...(position === undefined ? {} : { position }),
})

/** Ends the caller's own sessions. */
export const ownSessionRoutes = (own: OwnSessions): Route[] => [
  defineRoute({
    id: 'endMySession',
    method: 'delete',
    path: '/v1/me/sessions/{sessionId}',
    tag,
    summary: 'End one of your sessions',
    access: { kind: 'signedIn' },
    limit: 'command',
    beforePasswordChange: true,
    params: z.strictObject({ sessionId: z.uuid() }),
    answers: { 200: { description: '1, or 0 when it had ended already', schema: endedAnswer } },
    errors: ['not-signed-in', 'session-ended', 'not-found', 'rate-limited'],
    async handle({ caller, params, context, correlationId }) {
      return endedAs(await own.end(caller, params.sessionId, { context, correlationId }))
    },
  }),
  defineRoute({
    id: 'endMySessions',
    method: 'delete',
    path: '/v1/me/sessions',
    tag,
    summary: 'End all your other sessions, or with includeCurrent=true all of them',
    access: { kind: 'signedIn' },
    limit: 'command',
    beforePasswordChange: true,
    query: z.strictObject({ includeCurrent: z.enum(['true', 'false']).optional() }),
    answers: { 200: { description: 'How many were ended', schema: endedAnswer } },
    errors: ['not-signed-in', 'session-ended', 'rate-limited'],
    async handle({ caller, query, context, correlationId }) {
      return endedAs(await own.endAll(caller, query.includeCurrent === 'true', { context, correlationId }))
    },
  }),
]
