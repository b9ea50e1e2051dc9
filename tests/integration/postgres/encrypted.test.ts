import { randomBytes } from 'node:crypto'
import { chown, chmod, copyFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEmbeddedPostgres } from '#services/postgres/embeddedPostgres.ts'
import { openDatabases } from '#services/postgres/databases.ts'
import { endpointOf } from '#services/postgres/endpoint.ts'
import { ensureDatabase } from '#services/postgres/ensureDatabase.ts'
import { createPool } from '#services/postgres/pool.ts'
import { selfSigned } from '../../support/certificate.ts'
import { eventually } from '../../support/eventually.ts'
import { runRollcall, temporaryFolder } from '../../support/runningRollcall.ts'

let place: Awaited<ReturnType<typeof temporaryFolder>>
let server: Awaited<ReturnType<typeof startEmbeddedPostgres>>
let authority: string

/** The server wants its key to be its own account's, who is known once it runs. */
const encrypt = async (directory: string): Promise<void> => {
  const files = await selfSigned(place.folder, 'localhost')
  authority = files.cert
  const { uid, gid } = await stat(directory)
  for (const [from, name] of [
    [files.cert, 'server.crt'],
    [files.key, 'server.key'],
  ] as const) {
    await copyFile(from, join(directory, name))
    await chown(join(directory, name), uid, gid)
    await chmod(join(directory, name), 0o600)
  }
  const pool = createPool({ endpoint: endpointOf(server.url('postgres')), size: 1, applicationName: 'tests' })
  await pool.query('alter system set ssl = on')
  await pool.query('select pg_reload_conf()')
  await pool.end()
}

const urlWith = (query: string, host = 'localhost'): string =>
  `${server.url('rollcall').replace('127.0.0.1', host)}?${query}`

const ask = async (url: string): Promise<boolean> => {
  const pool = createPool({ endpoint: endpointOf(url), size: 1, applicationName: 'tests' })
  const statement = 'select ssl from pg_stat_ssl where pid = pg_backend_pid()'
  try {
    return (await pool.query<{ ssl: boolean }>(statement)).rows[0]!.ssl
  } finally {
    await pool.end()
  }
}

beforeAll(async () => {
  place = await temporaryFolder()
  const directory = join(place.folder, 'postgres')
  server = await startEmbeddedPostgres({ directory, password: 'sealed' })
  await ensureDatabase(server.url('postgres'), 'rollcall')
  await encrypt(directory)
  await eventually(async () => expect(await ask(urlWith('sslmode=require'))).toBe(true))
})
afterAll(async () => {
  await server.stop()
  await place.remove()
})

describe('a connection to PostgreSQL', () => {
  it('is encrypted as the URL says, as libpq understands it', async () => {
    expect(await ask(server.url('rollcall'))).toBe(false)
    expect(await ask(urlWith('sslmode=disable'))).toBe(false)
    expect(await ask(urlWith(`sslmode=verify-full&sslrootcert=${authority}`))).toBe(true)
    expect(await ask(urlWith(`sslmode=verify-ca&sslrootcert=${authority}`, '127.0.0.1'))).toBe(true)
  })

  it('is refused where the certificate is not what the URL wants', async () => {
    await expect(ask(urlWith('sslmode=verify-full'))).rejects.toThrow(/self-signed certificate/)
    const elsewhere = ask(urlWith(`sslmode=verify-full&sslrootcert=${authority}`, '127.0.0.1'))
    await expect(elsewhere).rejects.toThrow(/does not match/)
    const other = join(place.folder, 'other.pem')
    await writeFile(other, '')
    expect(() => endpointOf(urlWith(`sslmode=verify-ca&sslrootcert=${other}x`))).toThrow('other.pemx')
  })

  it('is encrypted in every pool, whoever logs in, and in the threads of a rebuild', async () => {
    const masterKey = randomBytes(32)
    const ownerUrl = urlWith(`sslmode=verify-ca&sslrootcert=${authority}`, '127.0.0.1')
    const databases = await openDatabases({ ownerUrl, masterKey })
    const { owner, writer, app, endings, reads, counts } = databases
    const statement = 'select ssl from pg_stat_ssl where pid = pg_backend_pid()'
    for (const pool of [owner, writer, app, endings, reads, counts])
      expect((await pool.query<{ ssl: boolean }>(statement)).rows).toEqual([{ ssl: true }])
    await databases.close()
    const environment = { DATABASE_URL: ownerUrl, ROLLCALL_MASTER_KEY: masterKey.toString('base64') }
    for (const command of ['rebuild', 'check']) {
      const { code, errors } = await runRollcall([command], { data: join(place.folder, 'data'), environment })
      expect([code, errors]).toEqual([0, ''])
    }
  })
})
