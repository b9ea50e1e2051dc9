import type { RequestContext } from '#events/envelope.ts'
import { actorOf, type SignedInCaller } from '#services/http/caller.ts'
import type { CommandMetadata, Directory } from '#services/ports/identity.ts'
import type { RequestClaim } from '#services/ports/requestClaim.ts'

/** The part of a request that every command on other people's sessions needs. */
export interface ActingRequest {
  caller: SignedInCaller
  context: RequestContext
  correlationId: string
  claim?: RequestClaim
  /** @throws CodedError reauthentication-required */
  requireRecentProof: () => Promise<void>
}

export const actingMetadata = ({ caller, context, correlationId }: ActingRequest): CommandMetadata => ({
  tenantId: caller.tenantId,
  actor: actorOf(caller, 'administration'),
  correlationId,
  context,
})

export const actingName = async (directory: Directory, { tenantId, userId }: SignedInCaller): Promise<string | null> =>
  (await directory.person(tenantId, userId))?.name ?? null
