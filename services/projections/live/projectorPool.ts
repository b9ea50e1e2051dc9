import type { Databases } from '#services/postgres/databases.ts'
import { createPool, type Pool } from '#services/postgres/pool.ts'

/**
 * Every statement of a projector finds its rows by key. A plan made while a table was tiny, and kept, would scan it for ever
 * after, so the planner may neither scan nor plan anew.
 */
const parameters = {
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  plan_cache_mode: 'force_generic_plan',
}

export const projectorPool = ({ writer }: Pick<Databases, 'writer'>): Pool =>
  createPool({ ...writer.settings, size: 2, applicationName: 'rollcall projector', parameters })
