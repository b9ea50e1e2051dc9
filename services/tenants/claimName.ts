import type { ClaimStream, EventOfStream } from '#events/streams.ts'
import type { Ambient } from '#services/ambient/clock.ts'
import { changes } from '#services/commands/commandHandler.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { ClaimState } from './claimState.ts'
import type { Origin, TenantMemory } from './tenantMemory.ts'

export interface NameClaim {
  /** Whose names they are: the tenant for e-mails, the system tenant for slugs. */
  tenantId: string
  digest: string
  ownerId: string
  event: EventOfStream<ClaimStream>
  /** What the name was claimed for exists. */
  isUsed: (ownerId: string) => Promise<boolean>
  /** For the person who finds it taken. */
  taken: string
}

/** A claim whose owner never came to be (its process died) is free again after this. */
const lapseMs = 60_000

const ageOf = (claim: NonNullable<ClaimState['claim']>, now: number): number => now - Date.parse(claim.at)

/**
 * Claims a name, unique because its stream is: the claim first, then the thing. Claiming again for the same owner is a
 * retry. Two that claim at once meet at the stream's revision, and one is refused.
 * @throws CodedError already-exists
 */
export const claimName = async (
  { ambient, memory: { claims } }: { ambient: Ambient; memory: Pick<TenantMemory, 'claims'> },
  { tenantId, digest, ownerId, event, isUsed, taken }: NameClaim,
  origin: Origin,
): Promise<void> => {
  const { claim } = (await claims.readOn(tenantId, digest)).state
  const lapsed = claim !== null && ageOf(claim, ambient.clock.now()) > lapseMs && !(await isUsed(claim.ownerId))
  await claims.handle(digest, { tenantId, ...origin }, (current) => {
    if (current.claim?.ownerId === ownerId) return changes<NameClaim['event']>([])
    if (current.claim === null || (lapsed && current.claim.ownerId === claim.ownerId)) return changes([event])
    throw new CodedError('already-exists', { detail: taken })
  })
}
