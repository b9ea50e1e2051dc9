import { RateLimiterMemory, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible'
import type { GatheredCounters } from './gatheredCounters.ts'
import type { LimitSettings } from './limitDefaults.ts'
import { limitWindows } from './limitWindows.ts'
import { StoredLimiter } from './storedLimiter.ts'

export type Limiter = RateLimiterAbstract

/** One counter after one more call. */
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

const inMemoryNames = ['activity', 'reads', 'readsTenant'] as const

export type LimiterName = keyof LimitSettings | 'signInDevice' | 'signInKnown' | 'signOuts'

const daySeconds = 86_400
/** How long an address or device from which a person signed in stays known. */
const knownDays = 30

/** A limiter for each setting: reads and activity in this process's memory, the others in the counters. */
export const limiters = (settings: LimitSettings, counters: GatheredCounters): Record<LimiterName, Limiter> => {
  const names = Object.keys(limitWindows) as (keyof LimitSettings)[]
  const make = (name: keyof LimitSettings): Limiter => {
    const options = { points: settings[name], duration: limitWindows[name], keyPrefix: name }
    const inMemory = inMemoryNames.some((each) => each === name)
    return inMemory ? new RateLimiterMemory(options) : new StoredLimiter(counters, options)
  }
  const own = Object.fromEntries(names.map((name) => [name, make(name)])) as Record<keyof LimitSettings, Limiter>
  return {
    ...own,
    signInDevice: new StoredLimiter(counters, {
      points: settings.signInUserAddress,
      duration: limitWindows.signInUserAddress,
      keyPrefix: 'signInDevice',
    }),
    signOuts: new StoredLimiter(counters, {
      points: settings.endings,
      duration: limitWindows.endings,
      keyPrefix: 'signOuts',
    }),
    signInKnown: new StoredLimiter(counters, {
      points: Number.MAX_SAFE_INTEGER,
      duration: knownDays * daySeconds,
      keyPrefix: 'signInKnown',
    }),
  }
}
