import { addressBlocks, type LimitDigest, type LimitKeys, personOf } from './limitKeys.ts'

/** The keys that a try to sign in is counted by. */
export interface SignInTries {
  /** Digests of the address, or of the blocks around it, narrowest first. */
  addresses: string[]
  /**
   * Null: the try does not name both a tenant and a person. Then `person` and `device` are null and `pairs` is empty.
   */
  tenant: string | null
  person: string | null
  /** The person at this address, or in the blocks around it, narrowest first. */
  pairs: string[]
  /** The person with this device. */
  device: string | null
  /** The session of a signed-in person who proves the password again. */
  session: string | null
}

export const signInTries = (digest: LimitDigest, keys: LimitKeys): SignInTries => {
  const blocks = addressBlocks(keys)
  const person = personOf(keys)
  const { claimedDevice: device = null, caller, session } = keys
  return {
    addresses: blocks.map((block) => digest('address', block)),
    tenant: person === null ? null : digest('tenant', person[0]),
    person: person === null ? null : digest('user', ...person),
    pairs: person === null ? [] : blocks.map((block) => digest('pair', ...person, block)),
    device: person === null || device === null ? null : digest('device', ...person, device),
    session: caller === null ? null : digest('session', caller.tenantId, caller.id, session?.sessionId ?? ''),
  }
}
