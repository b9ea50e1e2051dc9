import { sleep } from '#services/ambient/sleep.ts'
import type { Logger } from '#services/logging/logger.ts'
import type { Queryable } from '#services/postgres/queryable.ts'
import { acquireLease, type Claim, releaseLease, renewLease } from './lease.ts'

/** What the leader works under. */
export interface Leadership {
  /**
   * Higher than the fence of every earlier leader. The leader stores it with what it writes, so that late writes of an
   * earlier leader can be refused.
   */
  fence: number
  /** Aborts when the lease may have run out or the process ends: from then on another process may lead. */
  signal: AbortSignal
}

export interface LeaderRequest {
  /** The writer's login. */
  database: Queryable
  name: string
  holder: string
  /** Until this aborts, this process stands by or leads. */
  signal: AbortSignal
  /** Milliseconds, monotonic. */
  now: () => number
  logger: Logger
  /**
   * The work of the leader; ends when its signal aborts. When it rejects, the lease is given back and somebody, perhaps this
   * process, begins again.
   */
  lead: (leadership: Leadership) => Promise<void>
  /** Told when this process becomes leader, and when it no longer is. */
  onChange?: (leads: boolean) => void
  ttlMs?: number
}

/** A process that stands by takes over after at most this long plus one `lookEveryMs`, together less than 10 s. */
const defaultTtlMs = 6_000
const lookEveryMs = 1_000
/** The leader stops this long before another process may take the lease. */
const marginMs = 500
/** When the lease cannot be given back within this time, it is left to run out. */
const releaseWithinMs = 1_000

/** Renews the lease until the signal aborts; aborts `losing` as soon as this process may no longer hold the lease. */
const keep = async (
  { database, now, logger }: LeaderRequest,
  claim: Claim,
  fence: number,
  { signal, losing, acquiredAt }: { signal: AbortSignal; losing: AbortController; acquiredAt: number },
): Promise<void> => {
  let certainUntil = acquiredAt + claim.ttlMs - marginMs
  // A database that does not answer must not keep the leader from stopping in time.
  let deadline = setTimeout(() => losing.abort(), certainUntil - now())
  while (!signal.aborted) {
    await sleep(claim.ttlMs / 3, signal)
    if (signal.aborted) break
    const askedAt = now()
    const renewing = renewLease(database, claim, fence).catch((error: unknown) => {
      logger.warn('A lease could not be renewed; trying again', { name: claim.name, error })
      return null
    })
    const renewed = await Promise.race([renewing, sleep(claim.ttlMs, signal)])
    if (renewed === false) losing.abort()
    if (renewed !== true) continue
    certainUntil = askedAt + claim.ttlMs - marginMs
    clearTimeout(deadline)
    deadline = setTimeout(() => losing.abort(), certainUntil - now())
  }
  clearTimeout(deadline)
}

const leadOnce = async (request: LeaderRequest, claim: Claim, fence: number, acquiredAt: number): Promise<void> => {
  const losing = new AbortController()
  const signal = AbortSignal.any([request.signal, losing.signal])
  const keeping = new AbortController()
  const kept = keep(request, claim, fence, {
    signal: AbortSignal.any([losing.signal, keeping.signal]),
    losing,
    acquiredAt,
  })
  request.onChange?.(true)
  try {
    await request.lead({ fence, signal })
  } finally {
    request.onChange?.(false)
    keeping.abort()
    await kept
    const releasing = releaseLease(request.database, claim, fence).catch(() => undefined)
    await Promise.race([releasing, sleep(releaseWithinMs)])
  }
}

/**
 * Stands by until the lease of this name is free, leads while it lasts, and stands by again, until the signal aborts. Of all
 * processes that do this with one database, at most one leads at a time.
 */
export const whileLeader = async (request: LeaderRequest): Promise<void> => {
  const { database, name, holder, signal, now, logger, ttlMs = defaultTtlMs } = request
  const claim: Claim = { name, holder, ttlMs }
  while (!signal.aborted) {
    const acquiredAt = now()
    const lease = await acquireLease(database, claim).catch((error: unknown) => {
      logger.warn('A lease could not be asked for; trying again', { name, error })
      return null
    })
    if (lease !== null && !signal.aborted) {
      logger.info('Leading', { name, fence: lease.fence })
      await leadOnce(request, claim, lease.fence, acquiredAt).catch((error: unknown) =>
        logger.error('A leader failed; somebody begins again', { name, error }),
      )
    } else if (lease !== null) await releaseLease(database, claim, lease.fence).catch(() => undefined)
    await sleep(lookEveryMs, signal)
  }
}
