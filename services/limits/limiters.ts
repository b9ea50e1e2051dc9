import { RateLimiterMemory, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible'
import type { GatheredCounters } from './gatheredCounters.ts'
import type { LimitSettings } from './limitDefaults.ts'
import { limitWindows } from './limitWindows.ts'
import { StoredLimiter } from './storedLimiter.ts'

export type Limiter = RateLimiterAbstract

/** A counter after one more call. */
export interface Count {
  limit: number
  consumed: number
  refused: boolean
  msLeft: number
}

/** Counts one call by `key`. */
export const count = async (limiter: Limiter, key: string): Promise<Count> => {
  const counted = (result: RateLimiterRes, refused: boolean): Count => ({
    limit: limiter.points,
    consumed: result.consumedPoints,
    refused,
    msLeft: Math.max(0, result.msBeforeNext),
  })
  try {
    return counted(await limiter.consume(key), false)
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return counted(refusal, true)
    throw refusal
  }
}

const inMemoryNames = ['activity', 'reads', 'readsTenant', 'keys', 'keysTenant'] as const

export type LimiterName =
  | keyof LimitSettings
  | 'signInAddress56'
  | 'signInAddress48'
  | 'signInDevice'
  | 'secondFactorAddress'
  | 'secondFactorDevice'
  | 'secondFactorUser'
  | 'refreshSession'
  | 'signOuts'
  | 'keyEndings'
  | 'keyEndingsTenant'

/** Factors for the blocks around a /64. A /56 belongs to one customer, a /48 to a few hundred customers at most. */
const wider = { of56: 2, of48: 4 }

/**
 * Wrong codes of one person by strangers in a day. Three codes of a million are good at any time, so somebody who knows the password
 * gets in with 1 in 6,700 a day; the person may have mistyped on every device there is.
 */
const strangersCodes = { points: 50, duration: 86_400 }

/** Makes the limiters. Reads, activity, calls of applications and a session's refreshes are counted in this process's memory, all others in `counters`. */
export const limiters = (settings: LimitSettings, counters: GatheredCounters): Record<LimiterName, Limiter> => {
  const names = Object.keys(limitWindows) as (keyof LimitSettings)[]
  const make = (name: keyof LimitSettings): Limiter => {
    const options = { points: settings[name], duration: limitWindows[name], keyPrefix: name }
    const inMemory = inMemoryNames.some((each) => each === name)
    return inMemory ? new RateLimiterMemory(options) : new StoredLimiter(counters, options)
  }
  const own = Object.fromEntries(names.map((name) => [name, make(name)])) as Record<keyof LimitSettings, Limiter>
  /** A counter of its own with the window and `times` the limit of `name`. */
  const like = (name: 'signInAddress' | 'signInUserAddress' | 'endings', keyPrefix: LimiterName, times = 1): Limiter =>
    new StoredLimiter(counters, { points: settings[name] * times, duration: limitWindows[name], keyPrefix })
  const inMemoryLike = (name: 'refresh' | 'keys' | 'keysTenant', keyPrefix: LimiterName): Limiter =>
    new RateLimiterMemory({ points: settings[name], duration: limitWindows[name], keyPrefix })
  return {
    ...own,
    signInAddress56: like('signInAddress', 'signInAddress56', wider.of56),
    signInAddress48: like('signInAddress', 'signInAddress48', wider.of48),
    signInDevice: like('signInUserAddress', 'signInDevice'),
    secondFactorAddress: like('signInAddress', 'secondFactorAddress'),
    secondFactorDevice: like('signInUserAddress', 'secondFactorDevice'),
    secondFactorUser: new StoredLimiter(counters, { ...strangersCodes, keyPrefix: 'secondFactorUser' }),
    refreshSession: inMemoryLike('refresh', 'refreshSession'),
    signOuts: like('endings', 'signOuts'),
    keyEndings: inMemoryLike('keys', 'keyEndings'),
    keyEndingsTenant: inMemoryLike('keysTenant', 'keyEndingsTenant'),
  }
}
