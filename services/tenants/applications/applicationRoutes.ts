import { z } from 'zod'
import { lifetimesFor } from '#events/tenant/policy/lifetimesFor.ts'
import { applicationIdInput, changeApplicationBody, registerApplicationBody } from '#events/wire/applicationRequests.ts'
import { applicationShape, oneApplicationShape } from '#events/wire/applications.ts'
import { itemsOf } from '#events/wire/page.ts'
import { dashboardClientId } from '#events/tenant/dashboardClient.ts'
import { actorOf, type SignedInCaller } from '#services/http/caller.ts'
import { defineRoute, type Route, type RouteRequest } from '#services/http/route.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Client, Directory, Tenant } from '#services/ports/identity.ts'
import type { TenantCommands } from '#services/tenants/tenantCommands.ts'
import type { Origin } from '#services/tenants/tenantMemory.ts'

export interface ApplicationRouteNeeds {
  directory: Pick<Directory, 'tenant'>
  commands: Pick<TenantCommands, 'registerApplication' | 'changeApplication'>
}

const tag = 'Applications'
const params = z.strictObject({ applicationId: applicationIdInput })

const tenantOf = async (
  { directory }: Pick<ApplicationRouteNeeds, 'directory'>,
  { tenantId }: SignedInCaller,
): Promise<Tenant> => {
  const tenant = await directory.tenant(tenantId)
  if (tenant === null) throw new CodedError('not-signed-in')
  return tenant
}

const show = ({ clientId, origins, lifetimes = {}, ...client }: Client, { policy }: Tenant) => {
  return {
    id: clientId,
    ...client,
    origins: [...origins],
    lifetimes,
    inForce: lifetimesFor(policy, { roles: [], clientId, remembered: false, own: lifetimes }),
    isDashboard: clientId === dashboardClientId,
  }
}

/** @throws CodedError not-found */
const showOne = (tenant: Tenant, applicationId: string): z.infer<typeof oneApplicationShape> => {
  const client = tenant.clients.get(applicationId)
  if (client === undefined) throw new CodedError('not-found')
  return { application: show(client, tenant) }
}

const administering = ({
  caller,
  correlationId,
  context,
}: Pick<RouteRequest<unknown, unknown, unknown, SignedInCaller>, 'caller' | 'correlationId' | 'context'>): Origin => ({
  actor: actorOf(caller, 'administration'),
  correlationId,
  context,
})

const list = (needs: ApplicationRouteNeeds) =>
  defineRoute({
    id: 'listApplications',
    method: 'get',
    path: '/v1/applications',
    tag,
    summary: 'The applications that people of this tenant can sign in through',
    access: 'manage-applications',
    limit: 'read',
    answers: { 200: { description: 'All of them, by name', schema: itemsOf(applicationShape) } },
    errors: [],
    async handle({ caller }) {
      const tenant = await tenantOf(needs, caller)
      const items = [...tenant.clients.values()].map((client) => show(client, tenant))
      return { status: 200, body: { items: items.sort((one, other) => one.name.localeCompare(other.name, 'en')) } }
    },
  })

const one = (needs: ApplicationRouteNeeds) =>
  defineRoute({
    id: 'getApplication',
    method: 'get',
    path: '/v1/applications/{applicationId}',
    tag,
    summary: 'One application',
    access: 'manage-applications',
    limit: 'read',
    params,
    answers: { 200: { description: 'The application', schema: oneApplicationShape } },
    errors: ['not-found'],
    handle: async ({ caller, params: { applicationId } }) => ({
      status: 200,
      body: showOne(await tenantOf(needs, caller), applicationId),
    }),
  })

const register = (needs: ApplicationRouteNeeds) =>
  defineRoute({
    id: 'registerApplication',
    method: 'post',
    path: '/v1/applications',
    tag,
    summary: 'Let people sign in through an application; the same registration again changes nothing',
    access: 'manage-applications',
    limit: 'command',
    reauthenticate: true,
    idempotent: true,
    body: registerApplicationBody,
    answers: { 201: { description: 'Registered', schema: oneApplicationShape } },
    errors: ['already-exists', 'idempotency-mismatch'],
    async handle(request) {
      const { tenantId } = request.caller
      const { id: clientId, ...registration } = request.body
      const { position } = await needs.commands.registerApplication(
        { tenantId, clientId, ...registration },
        administering(request),
      )
      return { status: 201, body: showOne(await tenantOf(needs, request.caller), clientId), position }
    },
  })

const change = (needs: ApplicationRouteNeeds) =>
  defineRoute({
    id: 'changeApplication',
    method: 'patch',
    path: '/v1/applications/{applicationId}',
    tag,
    summary: 'Change what is given of an application; its sessions go on, lifetimes are for new ones',
    access: 'manage-applications',
    limit: 'command',
    reauthenticate: true,
    params,
    body: changeApplicationBody,
    answers: { 200: { description: 'As it is now', schema: oneApplicationShape } },
    errors: ['not-found', 'locks-you-out'],
    async handle(request) {
      const { tenantId } = request.caller
      const { applicationId: clientId } = request.params
      const { position } = await needs.commands.changeApplication(
        { tenantId, clientId, ...request.body },
        administering(request),
      )
      return { status: 200, body: showOne(await tenantOf(needs, request.caller), clientId), position }
    },
  })

/** Removing one ends sessions, so that route is an operation's. */
export const applicationRoutes = (needs: ApplicationRouteNeeds): Route[] => [
  list(needs),
  one(needs),
  register(needs),
  change(needs),
]
