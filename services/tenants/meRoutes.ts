import type { z } from 'zod'
import { permissionsOf } from '#events/permissions.ts'
import { meShape } from '#events/wire/account.ts'
import { CodedError } from '#services/ports/errors.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import type { Directory } from '#services/ports/identity.ts'

/** Tells a client who the caller is and what its pages may offer them. */
export const meRoutes = (directory: Directory): Route[] => [
  defineRoute({
    id: 'readMe',
    method: 'get',
    path: '/v1/me',
    tag: 'Me',
    summary: 'Who I am, in which tenant, and what I may do',
    access: 'own-account',
    limit: 'read',
    beforePasswordChange: true,
    answers: { 200: { description: 'Me', schema: meShape } },
    errors: [],
    handle: async ({ caller }) => {
      const { tenantId, userId, sessionId, roles, mustChangePassword } = caller
      const [tenant, person] = await Promise.all([directory.tenant(tenantId), directory.person(tenantId, userId)])
      if (tenant === null || person === null) throw new CodedError('not-signed-in')
      const body: z.infer<typeof meShape> = {
        user: { id: userId, email: person.email, name: person.name },
        tenant: { id: tenantId, slug: tenant.slug, name: tenant.name, simulated: tenant.simulated },
        sessionId,
        roles: [...roles],
        may: permissionsOf(roles),
        mustChangePassword,
      }
      return { status: 200, body }
    },
  }),
]
