import type { Position } from '#events/envelope.ts'
import type { Queryable } from '#services/postgres/queryable.ts'

/**
 * PostgreSQL keeps the plans of a connection's statements. A plan made while tables were small uses any index that
 * begins with the tenant, and would later read all of a tenant's rows for each key. So the plans are dropped whenever
 * the log has doubled.
 */
export const freshPlans = () => {
  let madeAt: Position = 0
  return async (connection: Queryable, position: Position): Promise<void> => {
    if (position < madeAt * 2) return
    madeAt = position
    await connection.query('discard plans')
  }
}
