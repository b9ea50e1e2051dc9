import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
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

/** The key beside the data, made when there is none. */
const masterKeyIn = async (folder: string): Promise<Buffer> => {
  const file = path.join(folder, 'master.key')
  const held = await readFile(file).catch(() => null)
  if (held !== null) return held
  const made = randomBytes(32)
  await writeFile(file, made, { mode: 0o600 })
  return made
}

/**
 * A database on a PostgreSQL with the settings Rollcall starts its own with. `kept`: the folder that holds it, which stays; absent:
 * it is thrown away.
 */
export const benchDatabase = async (
  sizes: Partial<ConnectionPlan> = {},
  settings: Record<string, string> = {},
  kept?: string,
): Promise<BenchDatabase> => {
  const folder = kept ?? (await mkdtemp(path.join(tmpdir(), 'rollcall-bench-')))
  const server = await startEmbeddedPostgres({ directory: path.join(folder, 'postgres'), password: 'bench', settings })
  await ensureDatabase(server.url('postgres'), 'bench')
  const masterKey = await masterKeyIn(folder)
  const ownerUrl = server.url('bench')
  const databases = await openDatabases({ ownerUrl, masterKey, sizes })
  const stop = async (): Promise<void> => {
    await databases.close()
    await server.stop()
    if (kept === undefined) await rm(folder, { recursive: true, force: true })
  }
  return { databases, masterKey, ownerUrl, stop }
}
