import { claimStream } from '#events/streams.ts'
import type { RollcallEvent } from '#events/catalogue.ts'
import { CodedError } from '#services/ports/errors.ts'
import { handleCommand, type Handling, type Origin } from './handleCommand.ts'
import type { ClaimState } from './claimState.ts'
import type { TenantMemory } from './tenantMemory.ts'

export interface NameClaim {
  /** Whose names they are: the tenant for e-mails, the system tenant for slugs. */
  tenantId: string
  digest: string
  ownerId: string
  event: RollcallEvent
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
  handling: Handling,
  { claims }: TenantMemory,
  { tenantId, digest, ownerId, event, isUsed, taken }: NameClaim,
  origin: Origin,
): Promise<void> => {
  const stream = claimStream(tenantId, digest)
  const { claim } = await claims.readOn(stream)
  const lapsed =
    claim !== null && ageOf(claim, handling.ambient.clock.now()) > lapseMs && !(await isUsed(claim.ownerId))
  await handleCommand(handling, {
    streams: claims,
    stream,
    tenantId,
    origin,
    decide: (current) => {
      if (current.claim?.ownerId === ownerId) return []
      if (current.claim === null || (lapsed && current.claim.ownerId === claim.ownerId)) return [event]
      throw new CodedError('already-exists', { detail: taken })
    },
  })
}
