import { fileURLToPath } from 'node:url'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { cp, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ensureDatabase } from '#services/postgres/ensureDatabase.ts'
import { openDatabases } from '#services/postgres/databases.ts'
import { isAlive, readPostmasterFile, waitUntilGone } from '#services/postgres/embedded/postmaster.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#services/postgres/embeddedPostgres.ts'
import { endpointOf } from '#services/postgres/endpoint.ts'
import { createPool } from '#services/postgres/pool.ts'

const starter = fileURLToPath(new URL('../../support/startPostgres.ts', import.meta.url))
const node = fileURLToPath(new URL('../../../node_modules/.bin/node', import.meta.url))

const valueOf = async (url: string, sql: string): Promise<unknown> => {
  const pool = createPool({ endpoint: endpointOf(url), size: 1, applicationName: 'tests' })
  try {
    return Object.values((await pool.query(sql)).rows[0] ?? {})[0]
  } finally {
    await pool.end()
  }
}

describe('a PostgreSQL of our own', () => {
  let folder: string
  let directory: string
  const started: EmbeddedPostgres[] = []
  const start = async (settings: { port?: number; settings?: Record<string, string> } = {}) => {
    const server = await startEmbeddedPostgres({ directory, password: 'pass word/ü', ...settings })
    started.push(server)
    return server
  }
  /** Another process starts the server and says so on its output. */
  const startElsewhere = async () => {
    const child = spawn(node, [starter, directory], { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(child.stdout, 'data')
    return child
  }
  // One cluster serves all: making it is what takes long.
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'rollcall with space '))
    directory = path.join(folder, 'a folder not there yet', 'postgres')
  })
  afterEach(() => Promise.all(started.splice(0).map((server) => server.stop())))
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('keeps its data from one start to the next, in a path with a space', async () => {
    const first = await start()
    await ensureDatabase(first.url('postgres'), 'kept')
    await ensureDatabase(first.url('postgres'), 'kept')
    await first.stop()
    expect(isAlive(first.pid)).toBe(false)
    const second = await start()
    expect(await valueOf(second.url('kept'), 'select current_database()::text')).toBe('kept')
  })

  it('listens on loopback only and asks for a password', async () => {
    const server = await start()
    expect(await valueOf(server.url('postgres'), 'show listen_addresses')).toBe('127.0.0.1')
    const wrong = new URL(server.url('postgres'))
    wrong.password = 'guessed'
    await expect(valueOf(wrong.href, 'select 1')).rejects.toThrow('password authentication failed')
  })

  it('takes another port when the wanted one is taken', async () => {
    const blocker = createServer().listen(0, '127.0.0.1')
    await once(blocker, 'listening')
    const address = blocker.address()
    const taken = typeof address === 'object' && address !== null ? address.port : 0
    const server = await start({ port: taken })
    blocker.close()
    expect(server.port).not.toBe(taken)
    expect(await valueOf(server.url('postgres'), 'select 1')).toBe(1)
  })

  it('takes over from a starter that was killed, whose server still runs', async () => {
    const child = await startElsewhere()
    const left = await readPostmasterFile(directory)
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(isAlive(left!.pid)).toBe(true)
    const server = await start()
    expect(await waitUntilGone(left!.pid, 10_000)).toBe(true)
    expect(await valueOf(server.url('postgres'), 'select 1')).toBe(1)
  })

  it('leaves a directory alone that another process is using', async () => {
    const child = await startElsewhere()
    await expect(start()).rejects.toThrow('in use by another Rollcall')
    child.kill('SIGTERM')
    await once(child, 'exit')
    expect(await readPostmasterFile(directory)).toBeUndefined()
  })

  it('recovers when the server was killed, though its pid file says otherwise', async () => {
    const server = await start()
    process.kill(server.pid, 'SIGKILL')
    await waitUntilGone(server.pid, 10_000)
    expect(await valueOf((await start()).url('postgres'), 'select 1')).toBe(1)
  })

  it('is not fooled by a pid file whose number belongs to another program now', async () => {
    await (await start()).stop()
    const innocent = spawn('sleep', ['60'])
    await writeFile(
      path.join(directory, 'postmaster.pid'),
      `${innocent.pid}\n${directory}\n1\n5432\n\n127.0.0.1\n\nready\n`,
    )
    expect(await valueOf((await start()).url('postgres'), 'select 1')).toBe(1)
    expect(innocent.exitCode).toBeNull()
    innocent.kill()
  })

  it('of another major version is left as it is, and the way over is named: backup and restore', async () => {
    await (await start()).stop()
    const copy = path.join(folder, 'of another release', 'postgres')
    await cp(directory, copy, { recursive: true })
    for (const major of ['17', '19']) {
      await writeFile(path.join(copy, 'PG_VERSION'), `${major}\n`)
      await writeFile(path.join(copy, 'postmaster.pid'), '999999\n')
      const starting = startEmbeddedPostgres({ directory: copy, password: 'pass word/ü' })
      await expect(starting).rejects.toThrow(
        new RegExp(`made by PostgreSQL ${major}, .* brings PostgreSQL \\d+\\..*rollcall backup.*rollcall restore`),
      )
      expect(await readFile(path.join(copy, 'postmaster.pid'), 'utf8')).toBe('999999\n')
    }
  })

  it.skipIf(process.getuid?.() !== 0)(
    "is served wherever root moves or copies it, and again after that copy has become root's own (needs root)",
    async () => {
      await ensureDatabase((await start()).url('postgres'), 'moved')
      await Promise.all(started.splice(0).map((server) => server.stop()))
      const closed = await mkdtemp(path.join(tmpdir(), 'rollcall only root '))
      try {
        const copy = path.join(closed, 'postgres')
        await cp(directory, copy, { recursive: true })
        expect((await stat(copy)).uid).toBe(0)
        const server = await startEmbeddedPostgres({ directory: copy, password: 'pass word/ü' })
        started.push(server)
        expect(await valueOf(server.url('moved'), 'select current_database()::text')).toBe('moved')
        expect((await stat(closed)).mode & 0o777).toBe(0o700)
        await server.stop()
        const open = path.join(folder, 'moved out again')
        await rename(copy, open)
        const there = await startEmbeddedPostgres({ directory: open, password: 'pass word/ü' })
        started.push(there)
        expect(await valueOf(there.url('moved'), 'select current_database()::text')).toBe('moved')
      } finally {
        await rm(closed, { recursive: true, force: true })
      }
    },
  )

  it.each(['fsync', 'full_page_writes', 'synchronous_commit'])(
    'is refused for the log with %s off',
    async (setting) => {
      const server = await start({ settings: { [setting]: 'off' } })
      const opening = openDatabases({ ownerUrl: server.url('postgres'), masterKey: randomBytes(32) })
      await expect(opening).rejects.toThrow(`${setting} is off`)
    },
  )
})
