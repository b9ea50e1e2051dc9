import type { TenantEvent } from '#events/tenant/events.ts'
import { lifetimesFor } from '#events/tenant/policy/lifetimesFor.ts'
import type { Policy } from '#events/tenant/policy/sections.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Because } from '#services/tenants/because.ts'
import { isSame } from '#services/tenants/isSame.ts'
import { registered } from '#services/tenants/registered.ts'
import type { TenantState } from '#services/tenants/tenantState.ts'

type Registration = Extract<TenantEvent, { type: 'ClientRegistered' }>['data']
export type Client = Omit<Registration, 'origins'> & { origins: readonly string[] }

type Changeable = Omit<Client, 'clientId'>
export type ApplicationChange = { [Field in keyof Changeable]?: Changeable[Field] | undefined }

export type ApplicationCommand =
  | { type: 'RegisterClient'; client: Client }
  /** What is not given stays as it is. */
  | { type: 'ChangeClient'; clientId: string; change: ApplicationChange }
  | ({ type: 'RemoveClient'; clientId: string; operationId: string } & Because)

const registrationOf = (client: Client): Registration => ({ ...client, origins: [...client.origins] })

export const clientRegistered = (client: Client): TenantEvent => ({
  type: 'ClientRegistered',
  version: 1,
  data: registrationOf(client),
})

const refuse = (field: string, code: string, message: string): never => {
  throw new CodedError('invalid-request', { detail: message, errors: [{ path: `body.${field}`, code, message }] })
}

const limited = ['accessSeconds', 'idleSeconds', 'absoluteSeconds'] as const

const allowLifetimes = ({ clientId, lifetimes = {} }: Client, policy: Policy): void => {
  const allowed = lifetimesFor(policy, { roles: [], clientId, remembered: false })
  for (const name of limited)
    if ((lifetimes[name] ?? 0) > (allowed[name] ?? Infinity))
      refuse(`lifetimes.${name}`, 'above-policy', `The policy of this tenant allows ${allowed[name]} seconds at most.`)
}

/** A request that uses the cookie must come from a registered origin, so without one nobody could use it. */
const allowTransport = ({ transport, origins }: Client): void => {
  if (transport === 'cookie' && origins.length === 0)
    refuse('origins', 'origin-missing', 'An application with a cookie needs at least one origin.')
}

/** Most applications of a tenant: all of them are part of its state, and of one list. */
const mostApplications = 200

const register = (client: Client, state: TenantState): TenantEvent[] => {
  const { clients, policy } = registered(state)
  const { clientId } = client
  const present = clients.get(clientId)
  if (present !== undefined && isSame(present, client)) return []
  if (present !== undefined)
    throw new CodedError('already-exists', { detail: `There is an application ${clientId} already.` })
  if (state.removedClients.has(clientId))
    throw new CodedError('already-exists', { detail: `${clientId} was removed, and ids are not given out again.` })
  if (clients.size >= mostApplications)
    refuse('id', 'too-many', `A tenant has ${mostApplications} applications at most.`)
  allowTransport(client)
  allowLifetimes(client, policy)
  return [clientRegistered(client)]
}

const changed = (before: Client, wanted: ApplicationChange): Client => {
  const lifetimes = wanted.lifetimes ?? before.lifetimes
  return {
    clientId: before.clientId,
    name: wanted.name ?? before.name,
    audience: wanted.audience ?? before.audience,
    origins: wanted.origins ?? before.origins,
    transport: wanted.transport ?? before.transport,
    ...(lifetimes === undefined ? {} : { lifetimes }),
  }
}

const change = (
  { clientId, change: wanted }: Extract<ApplicationCommand, { type: 'ChangeClient' }>,
  state: TenantState,
): TenantEvent[] => {
  const { clients, policy } = registered(state)
  const present = clients.get(clientId)
  if (present === undefined) throw new CodedError('not-found')
  const client = changed(present, wanted)
  if (isSame(present, client)) return []
  allowTransport(client)
  allowLifetimes(client, policy)
  return [{ type: 'ClientChanged', version: 1, data: registrationOf(client) }]
}

const remove = (
  { clientId, operationId, reason, message, ticket }: Extract<ApplicationCommand, { type: 'RemoveClient' }>,
  state: TenantState,
): TenantEvent[] => {
  if (state.removedClients.has(clientId)) return []
  if (!registered(state).clients.has(clientId)) throw new CodedError('not-found')
  return [{ type: 'ClientRemoved', version: 1, data: { clientId, operationId, reason, message, ticket } }]
}

/** A command that changes nothing gives no events, because a repeated command is a retry. */
export const decideApplication = (command: ApplicationCommand, state: TenantState): TenantEvent[] => {
  switch (command.type) {
    case 'RegisterClient':
      return register(command.client, state)
    case 'ChangeClient':
      return change(command, state)
    case 'RemoveClient':
      return remove(command, state)
  }
}
