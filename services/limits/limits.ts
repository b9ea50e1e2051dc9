import { CodedError } from '#services/ports/errors.ts'
import type { LimitClass } from '#services/http/route.ts'
import type { GatheredCounters } from './gatheredCounters.ts'
import type { LimitSettings } from './limitDefaults.ts'
import { callLimits } from './callLimits.ts'
import { limiters, type Count } from './limiters.ts'
import { limitDigest, type LimitKeys } from './limitKeys.ts'
import { signInLimit } from './signInLimit.ts'

/** Of the counter that is closest to its limit. */
export interface LimitState {
  limit: number
  remaining: number
  resetSeconds: number
}

export interface Limits {
  /** Counts a call before it costs anything. @throws CodedError rate-limited */
  consume(limit: LimitClass, keys: LimitKeys): Promise<LimitState | null>
  /** To be told when a call of class `signIn` was answered with 2xx. */
  succeeded(limit: LimitClass, keys: LimitKeys): Promise<void>
}

export interface LimitsOptions {
  settings: LimitSettings
  counters: GatheredCounters
  masterKey: Buffer
  /** For metrics. */
  onRefused?: (limit: LimitClass) => void
}

const remainingOf = ({ limit, consumed }: Count): number => Math.max(0, limit - consumed)
const seconds = (count: Count): number => Math.ceil(count.msLeft / 1_000)

const tightest = (counts: readonly Count[]): LimitState | null => {
  const [first] = counts.toSorted((one, other) => remainingOf(one) - remainingOf(other))
  return first === undefined
    ? null
    : { limit: first.limit, remaining: remainingOf(first), resetSeconds: seconds(first) }
}

const refusal = (counts: readonly Count[]): CodedError => {
  const refusing = counts.filter((each) => each.refused).toSorted((one, other) => other.msLeft - one.msLeft)
  const limit = tightest(refusing)
  const retryAfterSeconds = Math.max(1, limit?.resetSeconds ?? 0)
  return new CodedError('rate-limited', {
    detail: `Too many requests. Try again in ${retryAfterSeconds} s.`,
    retryAfterSeconds,
    ...(limit === null ? {} : { limit }),
  })
}

/**
 * Sign-ins, refreshes, endings and commands are counted in PostgreSQL for all processes together, reads and activity in this
 * process.
 */
export const limits = ({ settings, counters, masterKey, onRefused }: LimitsOptions): Limits => {
  const byName = limiters(settings, counters)
  const digest = limitDigest(masterKey)
  const signIn = signInLimit(byName, digest)
  const counting = callLimits(byName, digest)

  const decide = async (limit: Exclude<LimitClass, 'none'>, keys: LimitKeys) => {
    if (limit === 'signIn') return signIn.consume(keys)
    const deciding = await counting[limit](keys)
    return { refused: deciding.some((each) => each.refused), deciding }
  }

  return {
    consume: async (limit, keys) => {
      if (limit === 'none') return null
      const { refused, deciding } = await decide(limit, keys)
      if (!refused) return tightest(deciding)
      onRefused?.(limit)
      throw refusal(deciding)
    },
    succeeded: async (limit, keys) => {
      if (limit === 'signIn') await signIn.succeeded(keys)
    },
  }
}
