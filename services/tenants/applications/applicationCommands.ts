import { clientRegistered } from '#events/tenant/events.ts'
import { dashboardAudience, dashboardClientId } from '#events/tenant/dashboardClient.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Client } from '#services/ports/identity.ts'
import type { Because } from '#services/tenants/because.ts'
import { checked } from '#services/tenants/checked.ts'
import type { ApplicationChange } from './decideApplication.ts'
import type { HandleTenant } from '#services/tenants/tenantCommands.ts'
import type { Origin } from '#services/tenants/tenantMemory.ts'

/** What the log calls the application of a sign-in that named one nobody registered. */
const unregistered = 'unknown'

const change = clientRegistered.data.omit({ clientId: true }).partial()

/** Tokens of the dashboard's audience may administer the tenant, so no other application may have it. */
const allowAudience = (audience: string | undefined): void => {
  if (audience !== dashboardAudience) return
  const message = 'This audience is the dashboard’s.'
  throw new CodedError('invalid-request', {
    detail: message,
    errors: [{ path: 'body.audience', code: 'reserved', message }],
  })
}

/** Whoever changed how the dashboard signs in could not sign in to change it back. */
const allowChange = (clientId: string, wanted: ApplicationChange): void => {
  const isHarmless = Object.keys(wanted).every((field) => field === 'name' || field === 'lifetimes')
  if (clientId === dashboardClientId && !isHarmless)
    throw new CodedError('locks-you-out', {
      detail: 'Of the dashboard only name and lifetimes can be changed, because nobody could undo the rest.',
    })
}

/** The commands that change a tenant's applications. */
export const applicationCommands = (handle: HandleTenant) => ({
  /** @throws CodedError invalid-request, already-exists (also for the id of a removed one) */
  registerApplication: async ({ tenantId, ...client }: { tenantId: string } & Client, origin: Origin) => {
    if (client.clientId === unregistered)
      throw new CodedError('already-exists', { detail: `The id ${unregistered} is reserved.` })
    allowAudience(client.audience)
    return handle(tenantId, { type: 'RegisterClient', client: checked(clientRegistered.data, client) }, origin)
  },
  /** Changes what is given. Sessions go on. @throws CodedError not-found, invalid-request, locks-you-out */
  changeApplication: async (
    { tenantId, clientId, ...wanted }: { tenantId: string; clientId: string } & ApplicationChange,
    origin: Origin,
  ) => {
    allowChange(clientId, wanted)
    allowAudience(wanted.audience)
    return handle(tenantId, { type: 'ChangeClient', clientId, change: checked(change, wanted) }, origin)
  },
  /** Every session of the application ends with the same event. A repeat changes nothing. @throws CodedError not-found */
  removeApplication: (
    { tenantId, ...removed }: { tenantId: string; clientId: string; operationId: string } & Because,
    origin: Origin,
  ) => handle(tenantId, { type: 'RemoveClient', ...removed }, origin),
})
