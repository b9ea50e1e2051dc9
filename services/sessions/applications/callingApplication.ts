import { dashboardClientId } from '#events/tenant/dashboardClient.ts'
import { actorOf, type Caller } from '#services/http/caller.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Actor } from '#events/envelope.ts'

export interface CallingApplication {
  tenantId: string
  clientId: string
  actor: Actor
}

/**
 * The application whose key calls. The dashboard signs its people in itself: a key of it would administer the tenant.
 * @throws CodedError forbidden
 */
export const callingApplication = (caller: Caller): CallingApplication => {
  const { tenantId } = caller
  if (caller.kind !== 'apiKey' || caller.clientId === null || caller.clientId === dashboardClientId)
    throw new CodedError('forbidden', { detail: 'This takes the key of an application, and the dashboard is none.' })
  return { tenantId, clientId: caller.clientId, actor: actorOf(caller, 'administration') }
}
