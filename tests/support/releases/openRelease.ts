import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { inject } from 'vitest'
import { openDatabases } from '#services/postgres/databases.ts'
import { type Endpoint, endpointOf } from '#services/postgres/endpoint.ts'
import { ensureDatabase } from '#services/postgres/ensureDatabase.ts'
import { ensureLogin, identifier, loginPassword, roleOf, type Roles } from '#services/postgres/logins.ts'
import { createPool, type Pool } from '#services/postgres/pool.ts'
import type { TestDatabase } from '../database.ts'
import { dropDatabase } from '../dropDatabase.ts'
import type { Release } from './releaseFile.ts'

const withPool = async <Result>(endpoint: Endpoint, work: (pool: Pool) => Promise<Result>): Promise<Result> => {
  const pool = createPool({ endpoint, size: 1, applicationName: 'tests' })
  try {
    return await work(pool)
  } finally {
    await pool.end()
  }
}

/** @throws Error where a migration that a release has applied is no longer what it was */
const migrationOf = ({ name, digest }: Release['migrations'][number], roles: Roles): string => {
  const sql = readFileSync(new URL(`../../../services/postgres/migrations/${name}`, import.meta.url), 'utf8')
  if (createHash('sha256').update(sql).digest('hex') !== digest)
    throw new Error(`${name} has changed since its release`)
  return sql.replace(/:"(owner|writer|app)"/g, (_, login: keyof Roles) => identifier(roles[login]))
}

/** The database as that release left it: its migrations and no later one, its rows. */
const lay = async (release: Release, admin: Endpoint, masterKey: Buffer): Promise<Roles> => {
  const { database } = admin
  const roles = { owner: roleOf(database, 'owner'), writer: roleOf(database, 'writer'), app: roleOf(database, 'app') }
  await withPool(admin, async (pool) => {
    await ensureLogin(pool, roles.owner, loginPassword(masterKey, 'owner'), 'createrole')
    await pool.query(`alter database ${identifier(database)} owner to ${identifier(roles.owner)}`)
  })
  await withPool({ ...admin, user: roles.owner, password: loginPassword(masterKey, 'owner') }, async (pool) => {
    for (const login of ['writer', 'app'] as const)
      await ensureLogin(pool, roles[login], loginPassword(masterKey, login))
    await pool.query(
      'create table migrations (number int primary key, name text not null, digest text not null, applied_at timestamptz not null default now())',
    )
    for (const migration of release.migrations) await pool.query(migrationOf(migration, roles))
  })
  await withPool(admin, async (pool) => {
    for (const [name, rows] of Object.entries(release.tables)) {
      const table = identifier(name)
      await pool.query(`truncate ${table}`)
      await pool.query(`insert into ${table} select * from json_populate_recordset(null::${table}, $1::json)`, [
        `[${rows.join(',')}]`,
      ])
    }
  })
  return roles
}

export interface LaidRelease extends Pick<TestDatabase, 'ownerUrl' | 'masterKey' | 'reopen'> {
  /** All connections must be closed. */
  drop(): Promise<void>
}

/** What a release left behind, in a database of its own that no other release has opened yet. */
export const layRelease = async (release: Release): Promise<LaidRelease> => {
  const server = inject('postgresUrl')
  const name = `test_${randomBytes(6).toString('hex')}`
  const masterKey = Buffer.from(release.masterKey, 'base64')
  await ensureDatabase(server, name)
  const url = new URL(server)
  url.pathname = `/${name}`
  const roles = await lay(release, endpointOf(url.href), masterKey)
  const reopen = () => openDatabases({ ownerUrl: url.href, masterKey, sizes: { owner: 2, writer: 4, app: 4 } })
  return { ownerUrl: url.href, masterKey, reopen, drop: () => dropDatabase(server, name, Object.values(roles)) }
}

/** What a release left behind, in a database of its own, opened by the present one. */
export const openRelease = async (release: Release): Promise<TestDatabase> => {
  const laid = await layRelease(release)
  const databases = await laid.reopen()
  const drop = async (): Promise<void> => {
    await databases.close()
    await laid.drop()
  }
  return { ...laid, databases, drop }
}
