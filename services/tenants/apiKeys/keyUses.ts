import type { Logger } from '#services/logging/logger.ts'
import type { Pool } from '#services/postgres/pool.ts'
import { inTenant } from '#services/postgres/transaction.ts'

/** When keys were last used, to the minute. */
export interface KeyUses {
  /** Never fails and is not waited for: who uses a key must not wait for its bookkeeping. */
  note(tenantId: string, keyId: string, now: number): void
  /** ISO 8601, by key id. */
  ofTenant(tenantId: string): Promise<ReadonlyMap<string, string>>
}

const minuteMs = 60_000

export const postgresKeyUses = (app: Pool, logger: Logger): KeyUses => {
  /** Milliseconds of the last write of this process, by key id. Keys are as many as people made, not as callers like. */
  const written = new Map<string, number>()
  const write = (tenantId: string, keyId: string, now: number): Promise<unknown> =>
    inTenant(app, tenantId, (connection) =>
      connection.query(
        `insert into api_key_uses as known (tenant_id, key_id, used_at) values ($1, $2, $3)
         on conflict (tenant_id, key_id) do update set used_at = greatest(known.used_at, excluded.used_at)`,
        [tenantId, keyId, new Date(now)],
      ),
    )
  return {
    note(tenantId, keyId, now) {
      if (now - (written.get(keyId) ?? 0) < minuteMs) return
      written.set(keyId, now)
      write(tenantId, keyId, now).catch((error: unknown) => {
        written.delete(keyId)
        logger.warn('the use of an API key could not be noted', { keyId, error })
      })
    },
    ofTenant: (tenantId) =>
      inTenant(app, tenantId, async (connection) => {
        const { rows } = await connection.query<{ keyId: string; usedAt: string }>(
          `select key_id as "keyId", used_at as "usedAt" from api_key_uses where tenant_id = $1`,
          [tenantId],
        )
        return new Map(rows.map(({ keyId, usedAt }) => [keyId, usedAt]))
      }),
  }
}

/** For histories and tests that run without a database. */
export const memoryKeyUses = (): KeyUses => {
  const used = new Map<string, Map<string, string>>()
  return {
    note(tenantId, keyId, now) {
      const ofTenant = used.get(tenantId) ?? new Map<string, string>()
      used.set(tenantId, ofTenant.set(keyId, new Date(now).toISOString()))
    },
    ofTenant: async (tenantId) => used.get(tenantId) ?? new Map(),
  }
}
