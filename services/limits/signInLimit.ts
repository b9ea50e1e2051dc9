import type { KnownOrigins } from './knownOrigins.ts'
import { count, type Count, type Limiter, type LimiterName } from './limiters.ts'
import type { LimitDigest, LimitKeys } from './limitKeys.ts'
import { signInTries, type SignInTries } from './signInTries.ts'

/**
 * Limits on proving a password. A try with a device that the person has signed in with in the last 30 days is counted
 * by that device alone, so nobody without the device's id can lock the person out. A try by somebody who is signed in
 * is counted by that session alone. Every other try passes these counters in order:
 *
 * 1. The address, over all people. A try refused here is counted nowhere else, and the refusal is the same whoever is
 *    named.
 * 2. The person at this address. A try from an address that the person has signed in from needs to pass only 1 and 2.
 * 3. The person over all strangers. Once half of this number is used each new address has two tries, at the number
 *    none.
 * 4. The tenant. It refuses nobody, but beyond its number strangers wait: the longer, the more the tenant and the
 *    address have tried.
 *
 * Sign-ins that succeed are counted apart, by known device or by person. Beyond their number each one waits.
 *
 * docs/decisions/0032 has the arithmetic.
 */
export interface SignInLimit {
  consume(keys: LimitKeys): Promise<SignInVerdict>
}

export interface SignInVerdict {
  refused: boolean
  /** Every counter that may refuse this try. */
  deciding: Count[]
  /** The person has signed in with this device or from this address before, or is signed in. */
  isKnown: boolean
  /** Milliseconds that this try must wait before its password is checked. */
  waitMs: number
  /** The known device, or the person, whose started sessions are counted. Null: it starts none, or names nobody. */
  startsBy: string | null
  /** Milliseconds that this try must wait because many sessions were started lately. */
  startsWaitMs: number
  /** Takes the try off its counters. For a try that was not decided. */
  giveBack(): Promise<void>
  /** For a right password whose sign-in goes on with a second factor: takes the try off its counters and counts it like a start. */
  hold(): Promise<void>
  /** For a right password: takes the try off its counters, counts the start, and remembers device and address. */
  succeed(): Promise<void>
}

/** Tries of each new address once strangers have used half of the person's number. */
const slowedTries = 2
/** The longest wait of a stranger. */
const longestWaitMs = 5_000
/** The wait at the tenant's number. It grows in proportion: twice the number, twice the wait. */
const leastWaitMs = 250

const fullness = ({ consumed, limit }: Count): number => consumed / limit

const waitFor = (tenant: Count | null, addresses: readonly Count[]): number => {
  if (tenant === null || !tenant.refused) return 0
  const triedHere = Math.max(...addresses.map(fullness))
  return Math.min(longestWaitMs, Math.round(leastWaitMs * fullness(tenant) + longestWaitMs * triedHere))
}

/** The wait beyond the number of started sessions: a quarter of a second more for each. */
const waitForStart = (started: number, limit: number): number =>
  Math.min(longestWaitMs, leastWaitMs * Math.max(0, started - limit + 1))

const isSlowed = (person: Count): boolean => person.consumed > person.limit / 2
const slowed = (pair: Count): Count => ({
  ...pair,
  limit: Math.min(pair.limit, slowedTries),
  refused: pair.refused || pair.consumed > slowedTries,
})
export const anyRefused = (counts: readonly Count[]): boolean => counts.some(({ refused }) => refused)

/** Counts, and remembers what it counted so that it can take it back. */
export const tally = () => {
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
    /** A try that one block refuses does not use up the limits of the other blocks. */
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

export const noKeys: ReadonlySet<string> = new Set()

export const signInLimit = (
  limiters: Record<LimiterName, Limiter>,
  known: KnownOrigins,
  digest: LimitDigest,
): SignInLimit => {
  const { signInTenant, signInUser, signInUserAddress, signInDevice, signInStarted } = limiters
  const ofBlocks = [limiters.signInAddress, limiters.signInAddress56, limiters.signInAddress48]
  const ofPairs = ofBlocks.map(() => signInUserAddress)

  const single = async (key: string, { add }: Tally) => {
    const own = await add(signInDevice, key)
    return { refused: own.refused, deciding: [own], isKnown: true, waitMs: 0 }
  }

  /** A counter that cannot be read holds nobody up. */
  const startsWait = async (startsBy: string | null): Promise<number> => {
    const counted = startsBy === null ? null : await signInStarted.get(startsBy).catch(() => null)
    return waitForStart(counted?.consumedPoints ?? 0, signInStarted.points)
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
    // A refused try costs no hash, so it must not use up the tries of other strangers either.
    const others = [ofPerson, ofTenant].filter((each) => each !== null)
    if (anyRefused(ownPairs) || ofPerson?.refused === true) await sums.giveBack(others)
    const deciding = [...addresses, ...ownPairs, ...(ofPerson === null ? [] : [ofPerson])]
    return { refused: anyRefused(deciding), deciding, isKnown: false, waitMs: waitFor(ofTenant, addresses) }
  }

  const decide = async (tries: SignInTries, sums: Tally) => {
    const { session, device, person, addresses: blocks, pairs: pairKeys } = tries
    if (session !== null) return { ...(await single(session, sums)), startsBy: null }
    const [pair] = pairKeys
    const asked = [device, pair].filter((key) => typeof key === 'string')
    const found = await known.among(asked).catch(() => noKeys)
    if (device !== null && found.has(device)) return { ...(await single(device, sums)), startsBy: device }
    const startsBy = person
    const addresses = await sums.addBlocks(ofBlocks, blocks)
    if (anyRefused(addresses)) return { refused: true, deciding: addresses, isKnown: false, waitMs: 0, startsBy }
    const pairs = await sums.addBlocks(ofPairs, pairKeys)
    const isKnown = pair !== undefined && found.has(pair)
    if (isKnown || anyRefused(pairs))
      return { refused: anyRefused(pairs), deciding: [...addresses, ...pairs], isKnown, waitMs: 0, startsBy }
    return { ...(await stranger(tries, { addresses, pairs }, sums)), startsBy }
  }

  return {
    consume: async (keys) => {
      const tries = signInTries(digest, keys)
      const sums = tally()
      const remembered = [tries.device, tries.pairs[0]].filter((key) => typeof key === 'string')
      const decided = await decide(tries, sums)
      const { refused, startsBy } = decided
      return {
        ...decided,
        startsWaitMs: refused ? 0 : await startsWait(startsBy),
        giveBack: sums.giveAllBack,
        async hold() {
          const counted = startsBy === null ? undefined : count(signInStarted, startsBy).catch(() => undefined)
          await Promise.all([sums.giveAllBack(), counted])
        },
        async succeed() {
          // A failure to count the start or to remember the origin must not fail a sign-in that succeeded.
          await Promise.all([
            sums.giveAllBack(),
            startsBy === null ? undefined : count(signInStarted, startsBy).catch(() => undefined),
            known.remember(remembered).catch(() => undefined),
          ])
        },
      }
    },
  }
}
