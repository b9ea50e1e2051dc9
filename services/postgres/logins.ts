import { deriveKey } from '#services/keys/masterKey.ts'
import type { Queryable } from './queryable.ts'
import { scramVerifier } from './scramVerifier.ts'

/** owner: migrations and rebuilds. writer: log, views, what services need across tenants. app: callers' queries. */
export type Login = 'owner' | 'writer' | 'app'

/** Names of the logins of one database; GRANT and CREATE POLICY name them. */
export type Roles = Record<Login, string>

/** PostgreSQL silently cuts identifiers at 63 bytes, so two databases with longer names could get the same login. */
const longestDatabaseName = 63 - '_writer'.length

export const roleOf = (database: string, login: Login): string => {
  if (!/^[\w-]+$/.test(database))
    throw new Error(`The database name ${database} may have letters, digits, _ and - only: logins are named after it`)
  if (Buffer.byteLength(database) > longestDatabaseName)
    throw new Error(`The database name ${database} is longer than ${longestDatabaseName} bytes`)
  return `${database}_${login}`
}

export const loginPassword = (masterKey: Buffer, login: Login): string =>
  deriveKey(masterKey, 'database-logins', login).export().toString('base64url')

/** Quotes an identifier for statements that take no parameters. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`

export interface Might {
  superuser: boolean
  bypassrls: boolean
}

export const mightOf = async (database: Queryable, role: string): Promise<Might | undefined> => {
  const { rows } = await database.query<Might>(
    'select rolsuper as superuser, rolbypassrls as bypassrls from pg_roles where rolname = $1',
    [role],
  )
  return rows[0]
}

/**
 * Creates the login, or gives the existing one the password that the master key derives.
 * @throws Error when the login is a superuser or bypasses row-level security: nothing would separate tenants
 */
export const ensureLogin = async (
  creator: Queryable,
  role: string,
  password: string,
  attribute: 'createrole' | 'nocreaterole' = 'nocreaterole',
): Promise<void> => {
  const might = await mightOf(creator, role)
  const name = identifier(role)
  // Role statements take no parameters; the verifier is base64 and punctuation without quotes, so it may stand in the
  // text.
  const secret = `password '${scramVerifier(password)}'`
  if (might?.superuser === true || might?.bypassrls === true)
    throw new Error(`The database login ${role} is a superuser or bypasses row-level security; take that from it first`)
  await creator.query(
    might === undefined
      ? `create role ${name} login nosuperuser nobypassrls nocreatedb ${attribute} noreplication ${secret}`
      : `alter role ${name} login ${secret}`,
  )
}
