import type { Databases } from '#services/postgres/databases.ts'
import { createPool, type Pool } from '#services/postgres/pool.ts'

/**
 * A projector's statements find their rows by key and run again and again. So each is planned once (see freshPlans),
 * and no plan may scan a table because it is small today.
 */
const parameters = {
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  plan_cache_mode: 'force_generic_plan',
  // Rows and checkpoint are lost together or not at all, and the log still has what a crash of the server loses.
  synchronous_commit: 'off',
  // Of a connection that the network forgot in a transaction, the server may not hear for hours, and others wait for its locks.
  idle_in_transaction_session_timeout: '15s',
}

/** Far beyond what a batch takes: only a network that swallows the answer is slower. */
const statementTimeoutMs = 60_000

/** One connection is enough: batches are stored one after the other. */
export const projectorPool = ({ writer, health }: Pick<Databases, 'writer' | 'health'>): Pool =>
  createPool(
    { ...writer.settings, size: 1, applicationName: 'rollcall projector', statementTimeoutMs, parameters },
    health,
  )
