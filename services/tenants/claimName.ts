import type { ClaimStream, EventOfStream } from '#events/streams.ts'
import type { Ambient } from '#services/ambient/clock.ts'
import { changes } from '#services/commands/commandHandler.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Origin, TenantMemory } from './tenantMemory.ts'

/** `unborn`: claimed the name, but does not exist (yet). `gone`: gave the name up for good. */
export type NameOwner = 'exists' | 'unborn' | 'gone'

export interface NameClaim {
  /** The tenant in which the name is unique: its own tenant for an e-mail, the system tenant for a slug. */
  tenantId: string
  digest: string
  ownerId: string
  event: EventOfStream<ClaimStream>
  ownerIs: (ownerId: string) => Promise<NameOwner>
  /** The text that a person reads who wants a taken name. */
  taken: string
}

/** After this time a claim is free again if its owner was never created, because its process died. */
const lapseMs = 60_000

const isFree = (owner: NameOwner, ageMs: number): boolean => owner === 'gone' || (owner === 'unborn' && ageMs > lapseMs)

/**
 * Claims a name before its owner is created. A name is unique because it has exactly one stream. A second claim for the
 * same owner is a retry and appends nothing. If two owners claim a name at once, the stream's revision lets only one
 * succeed.
 * @throws CodedError already-exists
 */
export const claimName = async (
  { ambient, memory: { claims } }: { ambient: Ambient; memory: Pick<TenantMemory, 'claims'> },
  { tenantId, digest, ownerId, event, ownerIs, taken }: NameClaim,
  origin: Origin,
): Promise<void> => {
  const { claim } = (await claims.readOn(tenantId, digest)).state
  const lapsed = claim !== null && isFree(await ownerIs(claim.ownerId), ambient.clock.now() - Date.parse(claim.at))
  await claims.handle(digest, { tenantId, ...origin }, (current) => {
    if (current.claim?.ownerId === ownerId) return changes<NameClaim['event']>([])
    if (current.claim === null || (lapsed && current.claim.ownerId === claim.ownerId)) return changes([event])
    throw new CodedError('already-exists', { detail: taken })
  })
}
