import { z } from 'zod'
import { systemTenantId } from '#events/streams.ts'
import { idInput } from '#events/wire/idInput.ts'
import { whySchema } from '#events/wire/operationRequests.ts'
import type { Why } from '#events/wire/operationRequests.ts'
import { movingOrder, pageOf } from '#events/wire/page.ts'
import { paging } from '#events/wire/queries.ts'
import { inviteAdminBody } from '#events/wire/userRequests.ts'
import { invitedAdminShape } from '#events/wire/users.ts'
import { changeTenantBody, createTenantBody } from '#events/wire/tenantRequests.ts'
import { oneTenantShape, suspendedTenantShape, tenantShape, tenantSorts } from '#events/wire/tenants.ts'
import { defineRoute, type Route } from '#services/http/route.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Directory, Tenant } from '#services/ports/identity.ts'
import type { ListTenants, TenantUse } from '#services/ports/tenantViews.ts'
import type { WirePositions } from '#services/keys/wirePositions.ts'
import { administration } from './administration.ts'
import type { UserCommands } from './people/userCommands.ts'
import type { TenantCommands } from './tenantCommands.ts'
import type { Origin } from './tenantMemory.ts'

export interface TenantRouteNeeds {
  directory: Pick<Directory, 'tenant'>
  commands: Pick<TenantCommands, 'registerTenant' | 'changeTenant' | 'resumeTenant'> &
    Pick<UserCommands, 'inviteFirstAdmin'>
  /** How many people have a role in the tenant. */
  countPeople: (tenantId: string) => Promise<number>
  hasAdmin: (tenantId: string) => Promise<boolean>
  positions: WirePositions
  /** The address people type, without a slash at its end. */
  publicUrl: string
  mailsAreSetUp: boolean
  listTenants: ListTenants
  tenantUse: TenantUse
  suspendTenant: (
    tenantId: string,
    why: Why,
    origin: Origin,
  ) => Promise<{ operationId: string; sessions: number; position: number }>
}

const tag = 'Operator'
const access = 'operate'
const params = z.strictObject({ tenantId: idInput })

const showing = ({ directory, countPeople, hasAdmin, tenantUse }: TenantRouteNeeds) => {
  const show = async ({ tenantId, ...tenant }: Tenant, use: Awaited<ReturnType<TenantUse>>) => {
    const { slug, name, simulated, registeredAt, suspension, quotas } = tenant
    const { liveSessions = 0, eventsPerDay = 0 } = use.get(tenantId) ?? {}
    return {
      id: tenantId,
      slug,
      name,
      simulated,
      registeredAt,
      suspendedAt: suspension?.at ?? null,
      quotas,
      use: { people: await countPeople(tenantId), liveSessions, eventsPerDay },
    }
  }
  return {
    many: async (tenantIds: readonly string[]) => {
      const [use, ...found] = await Promise.all([tenantUse(tenantIds), ...tenantIds.map(directory.tenant)])
      return Promise.all(found.filter((tenant) => tenant !== null).map((tenant) => show(tenant, use)))
    },
    /** @throws CodedError not-found */
    one: async (tenantId: string) => {
      const tenant = tenantId === systemTenantId ? null : await directory.tenant(tenantId)
      if (tenant === null) throw new CodedError('not-found')
      return { tenant: await show(tenant, await tenantUse([tenantId])), hasAdmin: await hasAdmin(tenantId) }
    },
  }
}
type Showing = ReturnType<typeof showing>

const list = ({ listTenants }: TenantRouteNeeds, show: Showing) =>
  defineRoute({
    id: 'listTenants',
    method: 'get',
    path: '/v1/tenants',
    tag,
    summary: 'Tenants with their quotas and use',
    access,
    limit: 'read',
    readsView: 'rows',
    query: z.strictObject({
      q: z.string().max(200).default(''),
      sort: z.enum(tenantSorts).default('-registeredAt'),
      ...paging,
    }),
    answers: {
      200: { description: movingOrder('registeredAt, -registeredAt, slug or -slug'), schema: pageOf(tenantShape) },
    },
    errors: ['invalid-cursor'],
    async handle({ query }) {
      const { position, nextCursor, total, items } = await listTenants(query)
      return { status: 200, body: { items: await show.many(items), nextCursor, total }, position }
    },
  })

const create = ({ commands }: TenantRouteNeeds, show: Showing) =>
  defineRoute({
    id: 'createTenant',
    method: 'post',
    path: '/v1/tenants',
    tag,
    summary: 'Create a tenant; nobody is in it yet',
    access,
    limit: 'command',
    idempotent: true,
    body: createTenantBody,
    answers: { 201: { description: 'Created', schema: oneTenantShape } },
    errors: ['already-exists', 'idempotency-mismatch'],
    async handle(request) {
      const { claim, body } = request
      const given = claim === undefined ? {} : { tenantId: claim.eventIds() }
      const { tenantId, position } = await commands.registerTenant({ ...given, ...body }, administration(request))
      return { status: 201, body: await show.one(tenantId), position }
    },
  })

const read = (_needs: TenantRouteNeeds, show: Showing) =>
  defineRoute({
    id: 'getTenant',
    method: 'get',
    path: '/v1/tenants/{tenantId}',
    tag,
    summary: 'One tenant with its quotas and use',
    access,
    limit: 'read',
    params,
    answers: { 200: { description: 'The tenant', schema: oneTenantShape } },
    errors: ['not-found'],
    handle: async ({ params: { tenantId } }) => ({ status: 200, body: await show.one(tenantId) }),
  })

const change = ({ commands }: TenantRouteNeeds, show: Showing) =>
  defineRoute({
    id: 'changeTenant',
    method: 'patch',
    path: '/v1/tenants/{tenantId}',
    tag,
    summary: 'Change the name or the quotas of a tenant',
    access,
    limit: 'command',
    reauthenticate: true,
    params,
    body: changeTenantBody,
    answers: { 200: { description: 'As it is now', schema: oneTenantShape } },
    errors: ['not-found'],
    async handle(request) {
      const { tenantId } = request.params
      await show.one(tenantId)
      const { position } = await commands.changeTenant({ tenantId, ...request.body }, administration(request))
      return { status: 200, body: await show.one(tenantId), position }
    },
  })

const suspend = ({ suspendTenant }: TenantRouteNeeds, show: Showing) =>
  defineRoute({
    id: 'suspendTenant',
    method: 'post',
    path: '/v1/tenants/{tenantId}/suspend',
    tag,
    summary: 'End every session of a tenant and refuse sign-in; suspended already is fine',
    access,
    limit: 'ending',
    reauthenticate: true,
    params,
    body: whySchema,
    answers: { 200: { description: 'Suspended', schema: suspendedTenantShape } },
    errors: ['not-found', 'locks-you-out'],
    async handle(request) {
      const { tenantId } = request.params
      const { operationId, sessions, position } = await suspendTenant(tenantId, request.body, administration(request))
      const shown = await show.one(tenantId)
      return { status: 200, body: { ...shown, operation: { id: operationId }, ended: sessions }, position }
    },
  })

const resume = ({ commands }: TenantRouteNeeds, show: Showing) =>
  defineRoute({
    id: 'resumeTenant',
    method: 'post',
    path: '/v1/tenants/{tenantId}/resume',
    tag,
    summary: 'Let the people of a suspended tenant sign in again; ended sessions stay ended',
    access,
    limit: 'command',
    reauthenticate: true,
    params,
    body: whySchema,
    answers: { 200: { description: 'As it is now', schema: oneTenantShape } },
    errors: ['not-found'],
    async handle(request) {
      const { tenantId } = request.params
      await show.one(tenantId)
      const { position } = await commands.resumeTenant({ tenantId, ...request.body }, administration(request))
      return { status: 200, body: await show.one(tenantId), position }
    },
  })

const inviteAdmin = ({ commands, positions, publicUrl, mailsAreSetUp: mailed }: TenantRouteNeeds, show: Showing) =>
  defineRoute({
    id: 'inviteFirstAdmin',
    method: 'post',
    path: '/v1/tenants/{tenantId}/invites',
    tag,
    summary: 'Invite the first admin of a tenant by a one-time link, good for 7 days',
    access,
    limit: 'command',
    reauthenticate: true,
    idempotent: true,
    decidedByTime: true,
    params,
    body: inviteAdminBody,
    answers: { 201: { description: 'Invited; the link is shown once', schema: invitedAdminShape } },
    errors: ['not-found', 'already-exists', 'wrong-state', 'idempotency-mismatch', 'busy'],
    async handle(request) {
      const { tenantId } = request.params
      const { claim, caller, body } = request
      await show.one(tenantId)
      const id = claim === undefined ? {} : { userId: claim.eventIds() }
      const invited = await commands.inviteFirstAdmin({ tenantId, ...id, ...body }, administration(request))
      const { token, expiresAt, position } = invited
      const link = `${publicUrl}/invite#${token}`
      const sealed = positions.seal(caller.tenantId, position)
      return { status: 201, body: { link, expiresAt, mailed, position: sealed }, position }
    },
  })

/** What operators do with tenants. No answer holds anything of a tenant's people. */
export const tenantRoutes = (needs: TenantRouteNeeds): Route[] => {
  const show = showing(needs)
  return [list, create, read, change, suspend, resume, inviteAdmin].map((route): Route => route(needs, show))
}
