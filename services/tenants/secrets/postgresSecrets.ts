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
  putAll: (tenantId, secrets) =>
    inTenant(app, tenantId, async (connection) => {
      await connection.query(
        `insert into secrets (tenant_id, id, user_id, kind, value)
         select $1, given.* from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[]) given`,
        [
          tenantId,
          secrets.map(({ id }) => id),
          secrets.map(({ userId }) => userId),
          secrets.map(({ kind }) => kind),
          secrets.map(({ value }) => value),
        ],
      )
    }),
  value: async ({ tenantId, kind, id }) => {
    const { rows } = await app.query<{ value: string | null }>({
      name: 'secret-value',
      text: 'select secret_value($1, $2, $3) as value',
      values: [tenantId, id, kind],
    })
    return rows[0]?.value ?? null
  },
})
