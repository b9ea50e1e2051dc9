import { ensureLogin, identifier, mightOf } from './logins.ts'
import type { Queryable } from './queryable.ts'

/** A login that may read the views of one tenant. */
export interface ReaderLogin {
  login: string
  tenantId: string
  madeAt: string
}

const groupOf = (database: string): string => `${database}_reader`

/** The group has the rights; it cannot sign in itself. */
const ensureGroup = async (owner: Queryable, database: string, tables: readonly string[]): Promise<void> => {
  const group = groupOf(database)
  if ((await mightOf(owner, group)) !== undefined) return
  await owner.query(`create role ${identifier(group)} nologin nosuperuser nobypassrls nocreatedb nocreaterole`)
  for (const table of tables) await owner.query('select let_readers_read($1::regclass)', [table])
}

export interface NewReader {
  database: string
  login: string
  password: string
  tenantId: string
  /** Those of the views. */
  tables: readonly string[]
}

/** A reader's slow statement must not hold up the server for long. */
const bounds = ['connection limit 4', 'set statement_timeout = 60000', 'set default_transaction_read_only = on']

/** Makes a login that reads the views of a tenant and nothing else. `owner`: may create roles. */
export const addReaderLogin = async (owner: Queryable, reader: NewReader): Promise<void> => {
  const { database, login, password, tenantId, tables } = reader
  await ensureGroup(owner, database, tables)
  await owner.query('insert into reader_logins (tenant_id, login) values ($1, $2)', [tenantId, login])
  await ensureLogin(owner, login, password)
  for (const bound of bounds) await owner.query(`alter role ${identifier(login)} ${bound}`)
  await owner.query(`grant connect on database ${identifier(database)} to ${identifier(login)}`)
  await owner.query(`grant ${identifier(groupOf(database))} to ${identifier(login)}`)
}

/** Answers false when there is no such login. Its open connections may read nothing from then on. */
export const removeReaderLogin = async (owner: Queryable, database: string, login: string): Promise<boolean> => {
  const { rows } = await owner.query('delete from reader_logins where login = $1 returning login', [login])
  if (rows.length === 0) return false
  await owner.query(`revoke connect on database ${identifier(database)} from ${identifier(login)}`)
  await owner.query(`drop role ${identifier(login)}`)
  return true
}

export const listReaderLogins = async (owner: Queryable): Promise<ReaderLogin[]> => {
  const { rows } = await owner.query<ReaderLogin>(
    'select login, tenant_id as "tenantId", made_at as "madeAt" from reader_logins order by made_at, login',
  )
  return rows
}
