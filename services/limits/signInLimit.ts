import type { KnownOrigins } from './knownOrigins.ts'
import { count, type Count, type Limiter, type LimiterName } from './limiters.ts'
import type { LimitDigest, LimitKeys } from './limitKeys.ts'
import { signInTries, type SignInTries } from './signInTries.ts'

/**
 * Limits on proving a password. Whoever comes with a device the person has signed in with in the last 30 days is counted by
 * that device alone, so that nobody without its id can lock the person out. Everybody else is a stranger:
 *
 * The address comes first, over all people: what is refused there is counted nowhere else and looks the same whoever is named.
 * Then the person at this address, then the person over all strangers: from half of that number on each new address has two
 * tries, and at it none. An address the person has signed in from is asked for the first two only. Last the tenant: beyond its
 * number nobody is refused, but a stranger waits, the longer the more the tenant and the address have tried.
 *
 * docs/decisions/0032 has the arithmetic.
 */
export interface SignInLimit {
  consume(keys: LimitKeys): Promise<SignInVerdict>
}

export interface SignInVerdict {
  refused: boolean
  /** Every counter that decides. */
  deciding: Count[]
  /** The person has signed in with this device or from this address before, or is signed in. */
  isKnown: boolean
  /** Milliseconds that this try waits before it is looked at. */
  waitMs: number
  /** Gives the try back: nothing was decided about it. */
  giveBack(): Promise<void>
  /** The password was right: gives the try back and remembers device and address. */
  succeed(): Promise<void>
}

/** What each new address has while somebody tries the person's password from many places. */
const slowedTries = 2
/** Nobody waits longer, whatever the tenant and the address have tried. */
const longestWaitMs = 5_000
/** At the tenant's number, and once more for each time it is exceeded. */
const leastWaitMs = 250

const fullness = ({ consumed, limit }: Count): number => consumed / limit

const waitFor = (tenant: Count | null, addresses: readonly Count[]): number => {
  if (tenant === null || !tenant.refused) return 0
  const triedHere = Math.max(...addresses.map(fullness))
  return Math.min(longestWaitMs, Math.round(leastWaitMs * fullness(tenant) + longestWaitMs * triedHere))
}

const isSlowed = (person: Count): boolean => person.consumed > person.limit / 2
const slowed = (pair: Count): Count => ({
  ...pair,
  limit: Math.min(pair.limit, slowedTries),
  refused: pair.refused || pair.consumed > slowedTries,
})
const anyRefused = (counts: readonly Count[]): boolean => counts.some(({ refused }) => refused)

/** Counts and remembers what it has counted, so that it can be given back. */
const tally = () => {
  const counted = new Map<Count, [Limiter, string]>()
  const giveBack = async (counts: Iterable<Count>): Promise<void> => {
    const entries = [...counts].flatMap((each) => [counted.get(each)].filter((entry) => entry !== undefined))
    await Promise.all(entries.map(([limiter, key]) => limiter.reward(key, 1)))
  }
  const add = async (limiter: Limiter, key: string): Promise<Count> => {
    const result = await count(limiter, key)
    counted.set(result, [limiter, key])
    return result
  }
  return {
    add,
    /** What the narrowest block is refused is not taken from the wider ones around it. */
    addBlocks: async (limiters: readonly Limiter[], keys: readonly string[]): Promise<Count[]> => {
      const counts = await Promise.all(keys.map((key, index) => add(limiters[index]!, key)))
      if (anyRefused(counts)) await giveBack(counts.filter(({ refused }) => !refused))
      return counts
    },
    giveBack,
    giveAllBack: () => giveBack(counted.keys()),
  }
}
type Tally = ReturnType<typeof tally>

const noKeys: ReadonlySet<string> = new Set()

export const signInLimit = (
  limiters: Record<LimiterName, Limiter>,
  known: KnownOrigins,
  digest: LimitDigest,
): SignInLimit => {
  const { signInTenant, signInUser, signInUserAddress, signInDevice } = limiters
  const ofBlocks = [limiters.signInAddress, limiters.signInAddress56, limiters.signInAddress48]
  const ofPairs = ofBlocks.map(() => signInUserAddress)

  const single = async (key: string, { add }: Tally) => {
    const own = await add(signInDevice, key)
    return { refused: own.refused, deciding: [own], isKnown: true, waitMs: 0 }
  }

  const stranger = async (
    { person, tenant }: SignInTries,
    counts: Record<'addresses' | 'pairs', Count[]>,
    sums: Tally,
  ) => {
    const { addresses, pairs } = counts
    const [ofPerson, ofTenant] = await Promise.all([
      person === null ? null : sums.add(signInUser, person),
      tenant === null ? null : sums.add(signInTenant, tenant),
    ])
    const ownPairs = ofPerson !== null && isSlowed(ofPerson) ? pairs.map(slowed) : pairs
    // What is refused costs no hash, so it is not taken from other strangers either.
    const others = [ofPerson, ofTenant].filter((each) => each !== null)
    if (anyRefused(ownPairs) || ofPerson?.refused === true) await sums.giveBack(others)
    const deciding = [...addresses, ...ownPairs, ...(ofPerson === null ? [] : [ofPerson])]
    return { refused: anyRefused(deciding), deciding, isKnown: false, waitMs: waitFor(ofTenant, addresses) }
  }

  const decide = async (tries: SignInTries, sums: Tally) => {
    const { session, device, addresses: blocks, pairs: pairKeys } = tries
    if (session !== null) return single(session, sums)
    const [pair] = pairKeys
    const asked = [device, pair].filter((key) => typeof key === 'string')
    const found = await known.among(asked).catch(() => noKeys)
    if (device !== null && found.has(device)) return single(device, sums)
    const addresses = await sums.addBlocks(ofBlocks, blocks)
    if (anyRefused(addresses)) return { refused: true, deciding: addresses, isKnown: false, waitMs: 0 }
    const pairs = await sums.addBlocks(ofPairs, pairKeys)
    const isKnown = pair !== undefined && found.has(pair)
    if (isKnown || anyRefused(pairs))
      return { refused: anyRefused(pairs), deciding: [...addresses, ...pairs], isKnown, waitMs: 0 }
    return stranger(tries, { addresses, pairs }, sums)
  }

  return {
    consume: async (keys) => {
      const tries = signInTries(digest, keys)
      const sums = tally()
      const remembered = [tries.device, tries.pairs[0]].filter((key) => typeof key === 'string')
      return {
        ...(await decide(tries, sums)),
        giveBack: sums.giveAllBack,
        async succeed() {
          // Signed in is signed in, remembered or not.
          await Promise.all([sums.giveAllBack(), known.remember(remembered).catch(() => undefined)])
        },
      }
    },
  }
}
