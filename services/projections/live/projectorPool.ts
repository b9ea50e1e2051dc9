import type { Databases } from '#services/postgres/databases.ts'
import { createPool, type Pool } from '#services/postgres/pool.ts'

/**
 * Every statement of a projector finds its rows by key, and is run again and again: it is planned once (see freshPlans), and
 * never to scan a table because that is small today.
 */
const parameters = {
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  plan_cache_mode: 'force_generic_plan',
  // Rows and checkpoint are lost together or not at all, and the log brings again what a crash of the server took.
  synchronous_commit: 'off',
}

/** One connection: batches come one after the other. */
export const projectorPool = ({ writer }: Pick<Databases, 'writer'>): Pool =>
  createPool({ ...writer.settings, size: 1, applicationName: 'rollcall projector', parameters })
