import type { Queryable } from '#services/postgres/queryable.ts'
import { nobody } from '#services/projections/vocabulary/vocabularyTable.ts'

const inSessions = { app: 'app', deviceType: 'device_type', browser: 'browser', os: 'os', network: 'network' }
const places = { country: 'country', region: 'region', city: 'city' }
const texts = (table: string, columns: Record<string, string>, userId: string): string[] =>
  Object.entries(columns).map(
    ([field, column]) => `select distinct '${field}', ${column}, ${userId} from ${table} where tenant_id = $1`,
  )
const names = { email: 'user_email', name: 'user_name' }

const statement = `
  insert into vocabulary (tenant_id, word, field, value, user_id)
  select distinct $1::uuid, left(split.word, 40), named.field, named.value, named.user_id
  from (${[
    ...texts('session_log', { type: 'type', ...inSessions, ...places }, `'${nobody}'::uuid`),
    ...texts('session_list', { ...inSessions, ...places }, `'${nobody}'::uuid`),
    ...texts('session_list', names, 'user_id'),
    ...texts('user_overview', names, 'user_id'),
  ].join(' union ')}) named (field, value, user_id)
  cross join lateral regexp_split_to_table(named.value, '[\\u0001-\\u002f\\u003a-\\u0060\\u007b-\\u007f]+') split (word)
  where split.word <> ''`

/** Gives a tenant whose rows were written straight into the tables of views the vocabulary that its log would have. */
export const fillVocabulary = async (database: Queryable, tenantId: string): Promise<void> => {
  await database.query(statement, [tenantId])
}
