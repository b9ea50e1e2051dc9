import { CodedError } from '#services/ports/errors.ts'
import type { Directory, Reference, References } from '#services/ports/identity.ts'
import { claimName } from './claimName.ts'
import type { TenantWork } from '#services/tenants/registerTenant.ts'
import type { Origin } from '#services/tenants/tenantMemory.ts'

/** People as applications name them: a claim for each reference, as for an e-mail address. */
export const references = (work: TenantWork & { directory: Pick<Directory, 'person'> }): References => {
  const { memory, digests, directory } = work

  /** Reads the claim to its end before it says no, because another process may have made it a moment ago. */
  const personOf: References['personOf'] = async (reference) => {
    const { tenantId } = reference
    const digest = digests.reference(reference)
    const { claim } = (await memory.claims.read(tenantId, digest)).state
    const owner = claim ?? (await memory.claims.readOn(tenantId, digest)).state.claim
    return owner === null ? null : directory.person(tenantId, owner.ownerId)
  }

  const claim = (reference: Reference, userId: string, origin: Origin): Promise<void> =>
    claimName(
      work,
      {
        tenantId: reference.tenantId,
        digest: digests.reference(reference),
        ownerId: userId,
        event: { type: 'ReferenceClaimed', version: 1, data: { userId, clientId: reference.clientId } },
        // The owner existed before the claim, and an account of the application never becomes somebody else's.
        ownerIs: async () => 'exists',
        taken: 'This reference stands for somebody else.',
      },
      origin,
    )

  return {
    personOf,
    async tie(reference, person, origin) {
      try {
        await claim(reference, person.userId, origin)
        return person
      } catch (error) {
        const winner = error instanceof CodedError && error.code === 'already-exists' ? await personOf(reference) : null
        if (winner === null) throw error
        return winner
      }
    },
  }
}
