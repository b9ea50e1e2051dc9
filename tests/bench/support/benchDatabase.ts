import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ensureDatabase } from '#services/postgres/ensureDatabase.ts'
import { type Databases, openDatabases } from '#services/postgres/databases.ts'
import type { ConnectionPlan } from '#services/postgres/connectionPlan.ts'
import { startEmbeddedPostgres } from '#services/postgres/embeddedPostgres.ts'

export interface BenchDatabase {
  databases: Databases
  masterKey: Buffer
  ownerUrl: string
  stop(): Promise<void>
}

/** A database on a throw-away PostgreSQL with the settings Rollcall starts its own with. */
export const benchDatabase = async (
  sizes: Partial<ConnectionPlan> = {},
  settings: Record<string, string> = {},
): Promise<BenchDatabase> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'rollcall-bench-'))
  const server = await startEmbeddedPostgres({ directory: path.join(folder, 'postgres'), password: 'bench', settings })
  await ensureDatabase(server.url('postgres'), 'bench')
  const masterKey = randomBytes(32)
  const ownerUrl = server.url('bench')
  const databases = await openDatabases({ ownerUrl, masterKey, sizes })
  const stop = async (): Promise<void> => {
    await databases.close()
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
  return { databases, masterKey, ownerUrl, stop }
}
