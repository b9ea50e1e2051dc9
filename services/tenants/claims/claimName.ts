import type { ClaimStream, EventOfStream } from '#events/streams.ts'
import type { Ambient } from '#services/ambient/clock.ts'
import { changes } from '#services/commands/commandHandler.ts'
import { CodedError } from '#services/ports/errors.ts'
import { isSame } from '#services/tenants/isSame.ts'
import type { Origin, TenantMemory } from '#services/tenants/tenantMemory.ts'

/** `unborn`: claimed the name, but does not have it (yet). `gone`: gave the name up. */
export type NameOwner = 'exists' | 'unborn' | 'gone'

export interface NameClaim {
  /** The tenant in which the name is unique: its own tenant for an e-mail, the system tenant for a slug. */
  tenantId: string
  digest: string
  ownerId: string
  event: EventOfStream<ClaimStream>
  /** `since`: when the owner claimed it, ISO 8601. */
  ownerIs: (ownerId: string, since: string) => Promise<NameOwner>
  /** The text that a person reads who wants a taken name. */
  taken: string
}

/** After this time a claim is free again if its owner never got the name, because the process died. */
const lapseMs = 60_000

const isFree = (owner: NameOwner, ageMs: number): boolean => owner === 'gone' || (owner === 'unborn' && ageMs > lapseMs)

/**
 * Claims a name before its owner gets it. A name is unique because it has exactly one stream. A second claim for the
 * same owner is a retry and appends nothing, unless the owner gave the name up meanwhile. If two owners claim a name at
 * once, the stream's revision lets only one succeed.
 * @throws CodedError already-exists
 */
export const claimName = async (
  { ambient, memory: { claims } }: { ambient: Ambient; memory: Pick<TenantMemory, 'claims'> },
  { tenantId, digest, ownerId, event, ownerIs, taken }: NameClaim,
  origin: Origin,
): Promise<void> => {
  const { claim } = (await claims.readOn(tenantId, digest)).state
  const lapsed =
    claim !== null && isFree(await ownerIs(claim.ownerId, claim.at), ambient.clock.now() - Date.parse(claim.at))
  await claims.handle(digest, { tenantId, ...origin }, (current) => {
    if (current.claim === null || (lapsed && isSame(current.claim, claim))) return changes<NameClaim['event']>([event])
    if (current.claim.ownerId === ownerId) return changes([])
    throw new CodedError('already-exists', { detail: taken })
  })
}
