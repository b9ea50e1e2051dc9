import { readdir, readFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import type { Connection } from './pool.ts'
import { identifier, type Roles } from './logins.ts'
import { isRollcallConnected } from './otherProcesses.ts'

const directory = new URL('./migrations/', import.meta.url)
const fileName = /^(\d{4})_[a-z0-9_]+\.sql$/

interface Migration {
  number: number
  name: string
  sql: string
  digest: string
}

const readMigration = async (name: string): Promise<Migration> => {
  const sql = await readFile(new URL(name, directory), 'utf8')
  return { number: Number(name.slice(0, 4)), name, sql, digest: createHash('sha256').update(sql).digest('hex') }
}

const migrationFiles = async (): Promise<Migration[]> => {
  const names = (await readdir(directory)).filter((name) => fileName.test(name)).sort()
  return Promise.all(names.map(readMigration))
}

/** Number of the newest migration that this release knows. */
export const newestMigration = async (): Promise<number> => (await migrationFiles()).at(-1)!.number

const refuseNewer = (applied: readonly { number: number; name: string }[], known: readonly Migration[]): void => {
  const numbers = new Set(known.map(({ number }) => number))
  const foreign = applied.find(({ number }) => !numbers.has(number))
  if (foreign === undefined) return
  throw new Error(
    `This database was migrated by a newer release of Rollcall (${foreign.name} is not known here). ` +
      'Start that release or a later one; to go back, restore a backup that was taken before into an empty database.',
  )
}

/**
 * Migrations that take away what processes of the release before still use, change a lock that they take, add a table that they
 * would not fill, or come with events that they would have to fold and do not know.
 */
const incompatible: readonly number[] = [71, 75, 85, 107, 119, 125, 133, 144, 160, 220, 240]

/** @throws Error while processes run that a pending migration would break */
const refuseBeside = async (connection: Connection, pending: readonly Migration[]): Promise<void> => {
  const breaking = pending.find(({ number }) => incompatible.includes(number))
  if (breaking === undefined || !(await isRollcallConnected(connection))) return
  throw new Error(
    `Processes of an earlier release of Rollcall are running on this database, and they could not go on beside ${breaking.name}. ` +
      'Stop every one of them, then start this release; nothing was changed.',
  )
}

/** `:"writer"`, `:"app"`, `:"owner"` stand for the quoted login names, as psql -v would fill them in. */
const withRoles = (sql: string, roles: Roles): string =>
  sql.replace(/:"(owner|writer|app)"/g, (_, login: keyof Roles) => identifier(roles[login]))

const apply = async (connection: Connection, migration: Migration, roles: Roles): Promise<void> => {
  await connection.query('begin')
  await connection.query(withRoles(migration.sql, roles)).catch((error: unknown) => {
    throw new Error(`Migration ${migration.name} failed: ${error instanceof Error ? error.message : ''}`, {
      cause: error,
    })
  })
  await connection.query('insert into migrations (number, name, digest) values ($1, $2, $3)', [
    migration.number,
    migration.name,
    migration.digest,
  ])
  await connection.query('commit')
}

/**
 * Applies the migrations that this database has not had, in order, each in its own transaction. The caller holds the
 * lock that keeps other processes out.
 * @throws Error when an applied file has changed since (migrations are immutable), when a newer release has migrated the
 * database, or while processes of an earlier release run that a migration would break
 */
export const migrate = async (
  connection: Connection,
  roles: Roles,
  onProgress: (doing: string) => void,
): Promise<void> => {
  await connection.query(
    `create table if not exists migrations
       (number int primary key, name text not null, digest text not null, applied_at timestamptz not null default now())`,
  )
  const { rows } = await connection.query<{ number: number; name: string; digest: string }>(
    'select number, name, digest from migrations order by number',
  )
  const known = await migrationFiles()
  refuseNewer(rows, known)
  const applied = new Map(rows.map(({ number, digest }) => [number, digest]))
  const pending = known.filter(({ number }) => !applied.has(number))
  if (rows.length > 0) await refuseBeside(connection, pending)
  for (const [place, migration] of known.entries()) {
    const digest = applied.get(migration.number)
    if (digest === undefined) {
      // To set up an empty database takes a second; to migrate a full one may take long.
      if (rows.length > 0) onProgress(`migrating the database: ${migration.name} (${place + 1} of ${known.length})`)
      await apply(connection, migration, roles)
    } else if (digest !== migration.digest)
      throw new Error(`Migration ${migration.name} has changed after it was applied`)
  }
}
