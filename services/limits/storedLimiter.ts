import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import type { Counted, GatheredCounters } from './gatheredCounters.ts'

export interface LimiterOptions {
  /** Calls let through in a window. */
  points: number
  /** Seconds of a window. */
  duration: number
  keyPrefix: string
}

/** The memory limiter forgets by timers, and a timer can run for 2^31 ms at most. */
const longestTimerSeconds = 2_000_000

/**
 * The library's PostgreSQL limiter, on counters that share one statement and use the database's clock. The library
 * alone would send a statement per key and use this process's clock. While the database is away each process counts in
 * its own memory, so the limits still hold.
 */
export class StoredLimiter extends RateLimiterPostgres {
  readonly #counters: GatheredCounters

  constructor(counters: GatheredCounters, options: LimiterOptions) {
    super({
      ...options,
      storeClient: counters,
      storeType: 'client',
      tableCreated: true,
      clearExpiredByTimeout: false,
      insuranceLimiter: new RateLimiterMemory({
        ...options,
        duration: Math.min(options.duration, longestTimerSeconds),
      }),
    })
    this.#counters = counters
  }

  _upsert(key: string, points: number, windowMs: number): Promise<Counted> {
    return this.#counters.add(key, points, windowMs)
  }

  _get(key: string): Promise<Counted | null> {
    return this.#counters.read(key)
  }

  _getRateLimiterRes(_key: string, changed: number, { points, msLeft }: Counted): RateLimiterRes {
    return new RateLimiterRes(Math.max(this.points - points, 0), msLeft, points, points === changed)
  }
}
