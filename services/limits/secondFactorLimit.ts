import type { Allowance } from '#services/http/edge.ts'
import type { KnownOrigins } from './knownOrigins.ts'
import type { Count, Limiter, LimiterName } from './limiters.ts'
import { addressOf, type LimitDigest, type LimitKeys } from './limitKeys.ts'
import { anyRefused, noKeys, tally } from './signInLimit.ts'
import { signInTries } from './signInTries.ts'

/**
 * Limits on proving a second factor, apart from those on passwords. Every try is counted by its address. Only codes of an app can be
 * guessed, so only they are counted by person too: those with a device that the person has signed in with before by that device
 * alone, those of strangers all together. So strangers who guess keep nobody out who has a passkey, a recovery code or a known
 * device. docs/decisions/0111 has the arithmetic.
 */
export const secondFactorLimit =
  (limiters: Record<LimiterName, Limiter>, known: KnownOrigins, digest: LimitDigest) =>
  async (keys: LimitKeys): Promise<Omit<Allowance, 'state'> & { deciding: Count[] }> => {
    const sums = tally()
    const { device, person, pairs } = signInTries(digest, keys)
    const ofAddress = await sums.add(limiters.secondFactorAddress, digest('address', addressOf(keys)))
    const asked = device === null ? [] : [device]
    const found = await known.among(asked).catch(() => noKeys)
    const isKnown = device !== null && found.has(device)

    const countCode = (): Promise<Count> | null => {
      if (keys.triesCode !== true || person === null) return null
      return isKnown ? sums.add(limiters.secondFactorDevice, device) : sums.add(limiters.secondFactorUser, person)
    }
    const ofPerson = anyRefused([ofAddress]) ? null : await countCode()
    const remembered = [device, pairs[0]].filter((key) => typeof key === 'string')
    return {
      deciding: ofPerson === null ? [ofAddress] : [ofAddress, ofPerson],
      isKnown,
      giveBack: sums.giveAllBack,
      hold: sums.giveAllBack,
      async succeed() {
        // A failure to remember the origin must not fail a sign-in that succeeded.
        await Promise.all([sums.giveAllBack(), known.remember(remembered).catch(() => undefined)])
      },
    }
  }
