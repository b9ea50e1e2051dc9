import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from '#services/postgres/embeddedPostgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Superuser's URL of the run's throw-away server, to its database `postgres`. */
    postgresUrl: string
  }
}

/** One throw-away PostgreSQL for a whole run of vitest; each test file makes its own databases on it. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'rollcall-tests-'))
  const server = await startEmbeddedPostgres({
    directory: path.join(folder, 'postgres'),
    password: 'tests',
    settings: { max_connections: '450' },
  })
  project.provide('postgresUrl', server.url('postgres'))
  return async () => {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
