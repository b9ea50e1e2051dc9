import { setUpShape, setupLinkShape } from '#events/wire/setUp.ts'
import { setUpBody, setupCheckBody } from '#events/wire/setUpRequests.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import type { Setup } from './setup.ts'

const checkRoute = (setup: Setup): Route =>
  defineRoute({
    id: 'checkSetupLink',
    method: 'post',
    path: '/v1/setup/check',
    tag: 'Set-up',
    summary: 'Whether a set-up link is still good, and what is filled in so far acceptable',
    access: 'public',
    // Any answer is a success, and a sign-in that succeeds is given back: it would never be refused.
    limit: 'command',
    body: setupCheckBody,
    answers: { 200: { description: 'Good or not', schema: setupLinkShape } },
    errors: ['invalid-request', 'already-exists', 'store-unavailable'],
    handle: async ({ body }) => ({ status: 200, body: { valid: await setup.check(body) } }),
  })

const runRoute = (setup: Setup): Route =>
  defineRoute({
    id: 'setUp',
    method: 'post',
    path: '/v1/setup',
    tag: 'Set-up',
    summary: 'Create the operator, the first tenant and its first admin; once',
    access: 'public',
    limit: 'signIn',
    body: setUpBody,
    answers: {
      201: {
        description: 'Done; both can sign in',
        schema: setUpShape,
      },
    },
    errors: ['invalid-credentials', 'invalid-request', 'already-exists', 'busy', 'store-unavailable'],
    handle: async ({ body, context, correlationId }) => {
      const origin = { actor: { kind: 'system', id: 'setup' } as const, correlationId, context }
      const { tenantId } = await setup.run(body, origin)
      return { status: 201, body: { tenant: { id: tenantId, ...body.tenant } } }
    },
  })

/**
 * The only way in while nobody can sign in. The token is sent in the body, because addresses are logged and bodies are
 * not.
 */
export const setupRoutes = (setup: Setup): Route[] => [checkRoute(setup), runRoute(setup)]
