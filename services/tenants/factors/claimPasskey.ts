import { CodedError } from '#services/ports/errors.ts'
import { claimName } from '#services/tenants/claims/claimName.ts'
import type { Origin } from '#services/tenants/tenantMemory.ts'
import { passkeysOf } from './factorSecrets.ts'
import type { FactorWork, OfPerson } from './factorWork.ts'

const has = async (work: FactorWork, of: OfPerson, credentialId: string): Promise<boolean> => {
  const { enrolled } = (await work.memory.users.readOn(of.tenantId, of.userId)).state.factors
  return (await passkeysOf(work, of, enrolled)).some((passkey) => passkey.credentialId === credentialId)
}

/**
 * A passkey is one person's in a tenant, so that it says who signs in.
 * @throws CodedError already-exists, busy
 */
export const claimPasskey = async (
  work: FactorWork,
  { tenantId, userId }: OfPerson,
  credentialId: string,
  origin: Origin,
): Promise<void> => {
  const taken = 'This passkey is added already.'
  if (await has(work, { tenantId, userId }, credentialId)) throw new CodedError('already-exists', { detail: taken })
  await claimName(
    work,
    {
      tenantId,
      digest: work.digests.passkey(tenantId, credentialId),
      ownerId: userId,
      event: { type: 'PasskeyClaimed', version: 1, data: { userId } },
      ownerIs: async (ownerId) =>
        (await has(work, { tenantId, userId: ownerId }, credentialId)) ? 'exists' : 'unborn',
      taken,
    },
    origin,
  )
}

/** Whose passkey it was last said to be. Proves nothing. */
export const ownerOfPasskey =
  ({ memory, digests }: FactorWork) =>
  async (tenantId: string, credentialId: string): Promise<string | null> =>
    (await memory.claims.readOn(tenantId, digests.passkey(tenantId, credentialId))).state.claim?.ownerId ?? null
