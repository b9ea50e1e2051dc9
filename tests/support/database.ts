import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'
import { ensureDatabase } from '#services/postgres/ensureDatabase.ts'
import { type Databases, openDatabases } from '#services/postgres/databases.ts'
import type { ConnectionPlan } from '#services/postgres/connectionPlan.ts'
import { dropDatabase } from './dropDatabase.ts'

export interface TestDatabase {
  databases: Databases
  /** A superuser's URL; `databases.owner` is an ordinary owner made from it, as in production. */
  ownerUrl: string
  masterKey: Buffer
  /** Opens the same database again, as another process would. Close it before `drop`. */
  reopen(): Promise<Databases>
  /** Closes `databases` and removes the database with its logins. */
  drop(): Promise<void>
}

const urlOf = (server: string, database: string): string => {
  const url = new URL(server)
  url.pathname = `/${database}`
  return url.href
}

/** A fresh database with every migration applied. */
export const testDatabase = async (
  sizes: Partial<ConnectionPlan> = {},
  masterKey: Buffer = randomBytes(32),
): Promise<TestDatabase> => {
  const server = inject('postgresUrl')
  const name = `test_${randomBytes(6).toString('hex')}`
  await ensureDatabase(server, name)
  const ownerUrl = urlOf(server, name)
  const reopen = () => openDatabases({ ownerUrl, masterKey, sizes: { owner: 2, writer: 4, app: 4, ...sizes } })
  const databases = await reopen()
  const drop = async (): Promise<void> => {
    await databases.close()
    await dropDatabase(server, name, Object.values(databases.roles))
  }
  return { databases, ownerUrl, masterKey, reopen, drop }
}
