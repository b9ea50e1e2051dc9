import type { Queryable } from '#services/postgres/queryable.ts'
import type { Pool } from '#services/postgres/pool.ts'
import { transaction } from '#services/postgres/transaction.ts'
import type { KeyStore, StoredKey, TokenKeyPurpose } from './keyStore.ts'

const listKeys = async (database: Queryable, purpose: TokenKeyPurpose): Promise<StoredKey[]> => {
  const { rows } = await database.query<StoredKey>(
    'select id, sealed, active_from as "activeFrom" from token_keys where purpose = $1 order by active_from, id',
    [purpose],
  )
  return rows
}

/** Readers are not blocked; a second writer waits. */
const keepOthersOut = (database: Queryable) => database.query('lock table token_keys in share row exclusive mode')

const insertKey = (database: Queryable, purpose: TokenKeyPurpose, { id, sealed, activeFrom }: StoredKey) =>
  database.query('insert into token_keys (purpose, id, sealed, active_from) values ($1, $2, $3, $4)', [
    purpose,
    id,
    sealed,
    activeFrom,
  ])

/** Token keys in PostgreSQL, on the login that writes the log. */
export const postgresKeyStore = (writer: Pool): KeyStore => ({
  list: (purpose) => listKeys(writer, purpose),
  extend: (purpose, next) =>
    transaction(writer, async (connection) => {
      await keepOthersOut(connection)
      const made = next(await listKeys(connection, purpose))
      if (made !== null) await insertKey(connection, purpose, made)
      return listKeys(connection, purpose)
    }),
  async drop(purpose, ids) {
    await writer.query('delete from token_keys where purpose = $1 and id = any($2)', [purpose, ids])
  },
  async now() {
    const { rows } = await writer.query<{ now: number }>(
      'select (extract(epoch from clock_timestamp()) * 1000)::float8 as now',
    )
    return rows[0]!.now
  },
})
