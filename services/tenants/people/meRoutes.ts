import type { z } from 'zod'
import { permissionsOf } from '#events/permissions.ts'
import { meShape, preferencesShape } from '#events/wire/account.ts'
import { preferencesBody, profileBody } from '#events/wire/accountRequests.ts'
import { defaultPreferences } from '#events/user/preferences.ts'
import { actorOf, type SignedInCaller } from '#services/http/caller.ts'
import { CodedError } from '#services/ports/errors.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import type { Directory } from '#services/ports/identity.ts'
import type { Origin } from '#services/tenants/tenantMemory.ts'
import type { UserCommands } from './userCommands.ts'

export interface MeRouteNeeds {
  directory: Directory
  commands: Pick<UserCommands, 'changeProfile'>
}

const tag = 'Me'
const access = 'own-account'

/** A person who changes their own account. */
export const oneself = (request: Omit<Origin, 'actor'> & { caller: SignedInCaller }): Origin => ({
  actor: actorOf(request.caller, 'own'),
  correlationId: request.correlationId,
  context: request.context,
})

const showMe = async (directory: Directory, caller: SignedInCaller): Promise<z.infer<typeof meShape>> => {
  const { tenantId, userId, sessionId, roles, mustChangePassword } = caller
  const [tenant, person] = await Promise.all([directory.tenant(tenantId), directory.person(tenantId, userId)])
  if (tenant === null || person === null) throw new CodedError('not-signed-in')
  const { email, name, emailChange } = person
  return {
    user: { id: userId, email, name },
    tenant: { id: tenantId, slug: tenant.slug, name: tenant.name, simulated: tenant.simulated },
    sessionId,
    roles: [...roles],
    may: permissionsOf(roles),
    mustChangePassword,
    emailChange: emailChange === null ? null : { email: emailChange.email, expiresAt: emailChange.expiresAt },
    passwordRules: { minimumLength: tenant.policy.passwords.minimumLength },
  }
}

/** Tells a client who the caller is and what its pages may offer them. */
const readMe = ({ directory }: MeRouteNeeds): Route =>
  defineRoute({
    id: 'readMe',
    method: 'get',
    path: '/v1/me',
    tag,
    summary: 'Who I am, in which tenant, and what I may do',
    access,
    limit: 'read',
    beforePasswordChange: true,
    answers: { 200: { description: 'Me', schema: meShape } },
    errors: [],
    handle: async ({ caller }) => ({ status: 200, body: await showMe(directory, caller) }),
  })

const changeMe = ({ directory, commands }: MeRouteNeeds): Route =>
  defineRoute({
    id: 'changeMe',
    method: 'patch',
    path: '/v1/me',
    tag,
    summary: 'Change my name',
    access,
    limit: 'command',
    body: profileBody,
    answers: { 200: { description: 'Me, as I am now', schema: meShape } },
    errors: ['wrong-state', 'busy', 'store-unavailable'],
    async handle(request) {
      const { caller, body } = request
      const { tenantId, userId } = caller
      const { position } = await commands.changeProfile(
        { tenantId, userId, type: 'RenameUser', name: body.name },
        oneself(request),
      )
      return { status: 200, body: await showMe(directory, caller), position }
    },
  })

const readPreferences = ({ directory }: MeRouteNeeds): Route =>
  defineRoute({
    id: 'readMyPreferences',
    method: 'get',
    path: '/v1/me/preferences',
    tag,
    summary: 'How pages look to me, in whatever browser',
    access,
    limit: 'read',
    beforePasswordChange: true,
    answers: { 200: { description: 'All of them', schema: preferencesShape } },
    errors: [],
    async handle({ caller }) {
      const set = (await directory.person(caller.tenantId, caller.userId))?.preferences ?? null
      return { status: 200, body: { ...(set ?? defaultPreferences), isSet: set !== null } }
    },
  })

const changePreferences = ({ commands }: MeRouteNeeds): Route =>
  defineRoute({
    id: 'changeMyPreferences',
    method: 'put',
    path: '/v1/me/preferences',
    tag,
    summary: 'Change how pages look to me',
    access,
    limit: 'command',
    body: preferencesBody,
    answers: { 200: { description: 'All of them, as they are now', schema: preferencesShape } },
    errors: ['wrong-state', 'busy', 'store-unavailable'],
    async handle(request) {
      const { caller, body: preferences } = request
      const { tenantId, userId } = caller
      const command = { tenantId, userId, type: 'ChangePreferences', preferences } as const
      const { position } = await commands.changeProfile(command, oneself(request))
      return { status: 200, body: { ...preferences, isSet: true }, position }
    },
  })

/** A person's own account, but for the ways to sign in. */
export const meRoutes = (needs: MeRouteNeeds): Route[] => [
  readMe(needs),
  changeMe(needs),
  readPreferences(needs),
  changePreferences(needs),
]
