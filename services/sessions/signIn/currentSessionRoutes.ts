import type { Directory } from '#services/ports/identity.ts'
import { CodedError } from '#services/ports/errors.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import { activityRecordedShape, currentShape } from '#events/wire/account.ts'
import { showPerson, showSession, showTenant } from './answers.ts'
import type { OwnSessions } from '../endings/ownSessions.ts'
import { tag } from './signInRoutes.ts'

export interface CurrentSessionRoutesNeeds {
  own: OwnSessions
  directory: Pick<Directory, 'tenant' | 'person'>
}

const current = ({ own, directory }: CurrentSessionRoutesNeeds) =>
  defineRoute({
    id: 'getCurrentSession',
    method: 'get',
    path: '/v1/auth/session',
    tag,
    summary: 'The session of this access token',
    access: 'own-account',
    limit: 'read',
    beforePasswordChange: true,
    answers: { 200: { description: 'The session', schema: currentShape } },
    errors: ['not-signed-in', 'session-ended', 'token-outdated'],
    async handle({ caller }) {
      const [session, person, tenant] = await Promise.all([
        own.current(caller),
        directory.person(caller.tenantId, caller.userId),
        directory.tenant(caller.tenantId),
      ])
      if (person === null || tenant === null) throw new CodedError('not-signed-in')
      const accessExpiresAt = new Date(caller.accessExpiresAt).toISOString()
      return {
        status: 200,
        body: {
          active: true,
          session: showSession(session),
          user: showPerson(person),
          tenant: showTenant(tenant),
          accessExpiresAt,
        },
      }
    },
  })

const activity = ({ own }: CurrentSessionRoutesNeeds) =>
  defineRoute({
    id: 'recordActivity',
    method: 'post',
    path: '/v1/auth/session/activity',
    tag,
    summary: 'Say that the person is still there',
    access: 'own-account',
    limit: 'activity',
    decidedByTime: true,
    beforePasswordChange: true,
    answers: { 200: { description: 'As recorded: up to a recording interval behind', schema: activityRecordedShape } },
    errors: ['not-signed-in', 'session-ended', 'token-outdated', 'rate-limited'],
    async handle({ caller, context, correlationId }) {
      const { session, position } = await own.recordActivity(caller, { context, correlationId })
      const { lastActiveAt, idleExpiresAt } = session
      return { status: 200, body: { lastActiveAt, idleExpiresAt }, position }
    },
  })

export const currentSessionRoutes = (needs: CurrentSessionRoutesNeeds): Route[] => [current(needs), activity(needs)]
