import type { Pool } from '#services/postgres/pool.ts'
import { inTenant } from '#services/postgres/transaction.ts'
import type { Secrets } from './secrets.ts'

/** Uses the app's database login, under which row-level security keeps each tenant's secrets apart. */
export const postgresSecrets = (app: Pool): Secrets => ({
  put: ({ tenantId, id, userId, kind, value }) =>
    inTenant(app, tenantId, async (connection) => {
      await connection.query('insert into secrets (tenant_id, id, user_id, kind, value) values ($1, $2, $3, $4, $5)', [
        tenantId,
        id,
        userId,
        kind,
        value,
      ])
    }),
  value: ({ tenantId, kind, id }) =>
    inTenant(app, tenantId, async (connection) => {
      const { rows } = await connection.query<{ value: string }>(
        'select value from secrets where tenant_id = $1 and id = $2 and kind = $3',
        [tenantId, id, kind],
      )
      return rows[0]?.value ?? null
    }),
})
