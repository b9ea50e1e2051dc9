import type { Position } from '#events/envelope.ts'
import type { Queryable } from '#services/postgres/queryable.ts'

/**
 * A plan that was made while tables were small picks any index that begins with the tenant, and would walk all of a tenant's
 * rows for each key ever after. So plans, which are otherwise kept, are made anew whenever the log has doubled.
 */
export const freshPlans = () => {
  let madeAt: Position = 0
  return async (connection: Queryable, position: Position): Promise<void> => {
    if (position < madeAt * 2) return
    madeAt = position
    await connection.query('discard plans')
  }
}
