import { actorOf, type SignedInCaller } from '#services/http/caller.ts'
import type { Origin } from './tenantMemory.ts'

/** Who changes a tenant's people or rules by a request, and from where. */
export const administration = (request: Omit<Origin, 'actor'> & { caller: SignedInCaller }): Origin => ({
  actor: actorOf(request.caller, 'administration'),
  correlationId: request.correlationId,
  context: request.context,
})
