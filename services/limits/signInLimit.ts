import { count, type Count, type Limiter, type LimiterName } from './limiters.ts'
import { addressOf, personOf, type LimitDigest, type LimitKeys } from './limitKeys.ts'

/**
 * Limits on proving a password, such that nobody can lock another person out.
 *
 * Four counters see a try from somewhere new: its address, its tenant, the person, the person at this address. An attacker
 * can fill the first only for those behind the same address, the second only with thousands of addresses; the third never
 * refuses by itself, it cuts what each new address has from ten tries to two. So a net of a thousand machines gets two
 * thousand guesses in a quarter of an hour, and the owner on a new telephone still gets in. What an address tries beyond its
 * own limit is counted nowhere else.
 *
 * Where the person has signed in from this address, or with this device, in the last 30 days, only that pair's own counter
 * decides, and nobody without the address or the device's id can fill it. A sign-in that succeeds is given back, so an
 * office behind one address is not limited by its size.
 */
export interface SignInLimit {
  consume(keys: LimitKeys): Promise<{ refused: boolean; deciding: Count[] }>
  /** The password was right: gives the try back and remembers address and device. */
  succeeded(keys: LimitKeys): Promise<void>
}

/** What each new address and device has while somebody tries the person's password from many places. */
const slowedTries = 2

interface Tries {
  address: string
  tenant: string | null
  user: string | null
  pair: string | null
  device: string | null
}

const triesOf = (digest: LimitDigest, keys: LimitKeys): Tries => {
  const address = addressOf(keys)
  const person = personOf(keys)
  const device = keys.claimedDevice ?? null
  return {
    address: digest('address', address),
    tenant: person === null ? null : digest('tenant', person[0]),
    user: person === null ? null : digest('user', ...person),
    pair: person === null ? null : digest('pair', ...person, address),
    device: person === null || device === null ? null : digest('device', ...person, device),
  }
}

const counted = (limiter: Limiter, key: string | null) => (key === null ? null : count(limiter, key))
const giveBack = (limiter: Limiter, key: string | null) => (key === null ? null : limiter.reward(key, 1))
const remember = (limiter: Limiter, key: string | null) => (key === null ? null : limiter.penalty(key, 1))

const slowed = (pair: Count): Count => ({
  ...pair,
  limit: Math.min(pair.limit, slowedTries),
  refused: pair.refused || pair.consumed > slowedTries,
})

export const signInLimit = (limiters: Record<LimiterName, Limiter>, digest: LimitDigest): SignInLimit => {
  const { signInAddress, signInTenant, signInUser, signInUserAddress, signInDevice, signInKnown } = limiters

  /** The counter that alone decides for a known device or address; null: neither is known. */
  const knownBy = async (tries: Tries): Promise<'device' | 'pair' | null> => {
    if (tries.device !== null && (await signInKnown.get(tries.device)) !== null) return 'device'
    if (tries.pair !== null && (await signInKnown.get(tries.pair)) !== null) return 'pair'
    return null
  }

  return {
    consume: async (keys) => {
      const tries = triesOf(digest, keys)
      const address = await count(signInAddress, tries.address)
      // By itself: what else a try names is made up as easily as sent, and each name would leave a counter in the store.
      if (address.refused && (await knownBy(tries)) === null) return { refused: true, deciding: [address] }
      const [tenant, user, pair, device] = await Promise.all([
        counted(signInTenant, tries.tenant),
        counted(signInUser, tries.user),
        counted(signInUserAddress, tries.pair),
        counted(signInDevice, tries.device),
      ])
      const ownPair = user?.refused === true && pair !== null ? slowed(pair) : pair
      const deciding = [address, tenant, ownPair].filter((each) => each !== null)
      if (!deciding.some((each) => each.refused)) return { refused: false, deciding }
      const by = await knownBy(tries)
      const alone = by === null ? null : { device, pair }[by]
      return alone === null ? { refused: true, deciding } : { refused: alone.refused, deciding: [alone] }
    },
    succeeded: async (keys) => {
      const { address, user, pair, device } = triesOf(digest, keys)
      await Promise.all([
        giveBack(signInAddress, address),
        giveBack(signInUser, user),
        giveBack(signInUserAddress, pair),
        giveBack(signInDevice, device),
        remember(signInKnown, pair),
        remember(signInKnown, device),
      ])
    },
  }
}
