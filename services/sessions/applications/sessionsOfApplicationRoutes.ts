import { z } from 'zod'
import {
  activityBody,
  activityShape,
  changedSessionShape,
  changeSessionBody,
  endByReferenceQuery,
} from '#events/wire/applicationSessions.ts'
import { idInput } from '#events/wire/idInput.ts'
import { endedShape } from '#events/wire/sessions.ts'
import type { Clock } from '#services/ambient/clock.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import type { SessionNeeds } from '../sessionNeeds.ts'
import { showSession } from '../signIn/answers.ts'
import { tag } from './applicationSessionRoutes.ts'
import { callingApplication } from './callingApplication.ts'
import { contextOf } from './contextOf.ts'
import type { ActivityOutcome, SessionsOfApplication } from './sessionsOfApplication.ts'

export interface SessionsOfApplicationRoutesNeeds {
  clock: Clock
  ofApplication: SessionsOfApplication
  buildContext: SessionNeeds['buildContext']
}

type Needs = SessionsOfApplicationRoutesNeeds

const showLine = (sessionId: string, { outcome, ...rest }: ActivityOutcome) => {
  if (!('session' in rest)) return { sessionId, outcome }
  const { lastActiveAt, idleExpiresAt } = rest.session
  return { sessionId, outcome, lastActiveAt, idleExpiresAt }
}

const activity = ({ clock, ofApplication, buildContext }: Needs) =>
  defineRoute({
    id: 'recordActivities',
    method: 'post',
    path: '/v1/sessions/activity',
    tag,
    summary: 'Say in one call when people of up to 1,000 sessions were there',
    access: 'sign-people-in',
    limit: 'key',
    decidedByTime: true,
    bodyFormat: 'batch',
    body: activityBody,
    answers: { 200: { description: 'What became of each line, in their order', schema: activityShape } },
    errors: ['busy', 'store-unavailable'],
    async handle({ caller, body, correlationId }) {
      const application = callingApplication(caller)
      const now = clock.now()
      const batch = body.map(({ sessionId, at, context }) => ({
        sessionId,
        // The application's clock may be ahead of ours.
        at: new Date(Math.min(Date.parse(at), now)).toISOString(),
        context: context === undefined ? null : contextOf(context, application.clientId, { buildContext }),
      }))
      const outcomes = await ofApplication.recordActivities(batch, { ...application, correlationId })
      return { status: 200, body: { items: outcomes.map((outcome, line) => showLine(body[line]!.sessionId, outcome)) } }
    },
  })

const change = ({ ofApplication, buildContext }: Needs) =>
  defineRoute({
    id: 'changeSession',
    method: 'patch',
    path: '/v1/sessions/{sessionId}',
    tag,
    summary: 'Say from where and with what a session is used now; its person need not have done anything',
    access: 'sign-people-in',
    limit: 'key',
    decidedByTime: true,
    params: z.strictObject({ sessionId: idInput }),
    body: changeSessionBody,
    answers: { 200: { description: 'The session', schema: changedSessionShape } },
    errors: ['wrong-state', 'busy'],
    async handle({ caller, params: { sessionId }, body, correlationId }) {
      const application = callingApplication(caller)
      const context = contextOf(body.context, application.clientId, { buildContext })
      const { session, position } = await ofApplication.changeContext(sessionId, context, {
        ...application,
        correlationId,
      })
      return { status: 200, body: { session: showSession(session) }, position }
    },
  })

const end = ({ ofApplication }: Needs) =>
  defineRoute({
    id: 'endSessionsByReference',
    method: 'delete',
    path: '/v1/sessions',
    tag,
    summary: 'End all sessions of a person in this application; those in other applications stay',
    access: 'sign-people-in',
    limit: 'keyEnding',
    query: endByReferenceQuery,
    answers: { 200: { description: 'How many were ended', schema: endedShape } },
    errors: ['person-unknown', 'busy'],
    async handle({ caller, query, correlationId }) {
      const { ended, position } = await ofApplication.endAll(query.userRef, {
        ...callingApplication(caller),
        correlationId,
      })
      return { status: 200, body: { ended }, position }
    },
  })

export const sessionsOfApplicationRoutes = (needs: Needs): Route[] => [activity(needs), change(needs), end(needs)]
