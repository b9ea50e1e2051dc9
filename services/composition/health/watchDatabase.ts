import type { Logger } from '#services/logging/logger.ts'
import type { PoolHealth } from '#services/postgres/poolHealth.ts'

/** Logs once that a pool gets no connection or answer, and once that none of its requests failed between two looks. */
export const watchDatabase = (health: PoolHealth, logger: Logger) => {
  const troubled = new Set<string>()
  let seen: Readonly<Record<string, number>> = {}
  return async (): Promise<void> => {
    await health.probe()
    const failing = health.failing()
    const counted = health.failures()
    for (const [pool, failures] of Object.entries(counted)) {
      const hasFailed = failures > (seen[pool] ?? 0)
      if (hasFailed && !troubled.has(pool)) {
        troubled.add(pool)
        logger.error('The database gives no connection or no answer', { pool, failures, error: failing[pool] })
      } else if (!hasFailed && !(pool in failing) && troubled.delete(pool))
        logger.warn('The database answers again', { pool, failures })
    }
    seen = counted
  }
}
