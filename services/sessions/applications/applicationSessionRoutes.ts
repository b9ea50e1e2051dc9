import { startedSessionShape, startSessionBody } from '#events/wire/applicationSessions.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import { CodedError } from '#services/ports/errors.ts'
import { showGrant } from '../signIn/answers.ts'
import type { SessionNeeds } from '../sessionNeeds.ts'
import { callingApplication } from './callingApplication.ts'
import { contextOf } from './contextOf.ts'
import type { SignInByReference } from './signInByReference.ts'

export interface ApplicationSessionRoutesNeeds {
  signInByReference: SignInByReference
  buildContext: SessionNeeds['buildContext']
  withSaidDevice: SessionNeeds['withSaidDevice']
}

export const tag = 'Applications that sign people in'

const start = ({ signInByReference, buildContext, withSaidDevice }: ApplicationSessionRoutesNeeds) =>
  defineRoute({
    id: 'startSession',
    method: 'post',
    path: '/v1/sessions',
    tag,
    summary: 'Start a session for a person whom the application has signed in itself',
    access: 'sign-people-in',
    limit: 'key',
    idempotent: true,
    decidedByTime: true,
    body: startSessionBody,
    answers: {
      201: { description: 'Signed in. The tokens are those of a bearer client', schema: startedSessionShape },
    },
    errors: [
      'person-unknown',
      'person-refused',
      'client-unknown',
      'blocked',
      'quota-reached',
      'session-limit',
      'idempotency-mismatch',
      'request-in-progress',
      'busy',
    ],
    async handle({ caller, body, claim, correlationId }) {
      const application = callingApplication(caller)
      const { client, context, device = {}, ...wanted } = body
      const { clientId } = application
      if (client !== undefined && client !== clientId)
        throw new CodedError('client-unknown', { detail: `This key is of the application ${clientId}.` })
      const grant = await signInByReference(
        { ...wanted, sessionId: claim?.eventIds() },
        {
          ...application,
          correlationId,
          context: withSaidDevice(contextOf(context, clientId, { buildContext }), device),
        },
      )
      return { status: 201, body: showGrant(grant), position: grant.position }
    },
  })

export const applicationSessionRoutes = (needs: ApplicationSessionRoutesNeeds): Route[] => [start(needs)]
