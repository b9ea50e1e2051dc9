import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { endpointOf } from '#services/postgres/endpoint.ts'
import { ensureDatabase } from '#services/postgres/ensureDatabase.ts'
import { createPool } from '#services/postgres/pool.ts'
import { composeFile, type ComposeService, servicesOf } from '../support/composeFile.ts'
import { dropDatabase } from '../support/dropDatabase.ts'
import { eventually } from '../support/eventually.ts'
import { spawnRollcall } from '../support/fleet.ts'
import { httpClient } from '../support/httpClient.ts'
import { type KurrentdbDouble, kurrentdbDouble } from '../support/kurrentdb/kurrentdbDouble.ts'
import { loadBalancer } from '../support/loadBalancer.ts'

const bearer = { client: 'dashboard', transport: 'bearer' }

/** Where the containers' folders and hosts are on this machine. */
interface Surroundings {
  folder: string
  /** A superuser's URL of a database with nothing in it. */
  database: URL
  kurrentdb: KurrentdbDouble
  topicPrefix: string
}

const place = (value: string, folder: string): string =>
  value.replace('/run/rollcall', join(folder, 'run')).replace('/var/lib/rollcall', join(folder, 'lib'))

/** The service's own environment, with hosts and folders of this machine for the containers'. */
const environmentOf = ({ environment = {} }: ComposeService, { folder, kurrentdb, topicPrefix }: Surroundings) => {
  const given = Object.entries(environment).map(([name, value]) => [name, place(value, folder)])
  const elsewhere = {
    PORT: '0',
    TRUSTED_PROXIES: '127.0.0.0/8,::1',
    ...('KURRENTDB_URL' in environment ? { KURRENTDB_URL: process.env['KURRENTDB_URL'] ?? kurrentdb.url } : {}),
    ...('KAFKA_BROKERS' in environment ? { KAFKA_BROKERS: inject('kafkaBroker') } : {}),
    KAFKA_TOPIC_PREFIX: topicPrefix,
  }
  return { ...(Object.fromEntries(given) as Record<string, string>), ...elsewhere }
}

describe('services of docker-compose.yml, as processes', () => {
  let around: Surroundings
  let started: ReturnType<typeof spawnRollcall>[] = []

  const run = (name: string, more: Record<string, string> = {}) => {
    const service = composeFile.services[name]!
    const args = service.command!.map((part) => place(part, around.folder))
    const process = spawnRollcall(args, { ...environmentOf(service, around), ...more })
    started.push(process)
    return process
  }
  const saying = ({ output, child }: ReturnType<typeof run>, pattern: RegExp, withinMs: number): Promise<string> =>
    eventually(() => {
      const found = pattern.exec(output())?.[1]
      if (child.exitCode !== null) throw new Error(`Ended: ${output()}`)
      if (found === undefined) throw new Error(`Not said ${String(pattern)}: ${output()}`)
      return found
    }, withinMs)

  /** What the service `postgres` does with the password that `secrets` has made. */
  const letIn = async (): Promise<void> => {
    const { folder, database } = around
    const url = new URL(await readFile(join(folder, 'run', 'database-url'), 'utf8'))
    const password = await readFile(join(folder, 'run', 'postgres-password'), 'utf8')
    expect(url.password).toBe(password)
    expect(`${url.username}@${url.host}${url.pathname}`).toBe('rollcall@postgres:5432/rollcall')
    const server = new URL(database)
    const login = database.pathname.slice(1)
    const pool = createPool({ endpoint: endpointOf(database.href), size: 1, applicationName: 'tests' })
    await pool.query(`create role ${login} superuser login password '${password}'`)
    await pool.end()
    server.username = login
    server.password = password
    await rm(join(folder, 'run', 'database-url'))
    await writeFile(join(folder, 'run', 'database-url'), server.href)
  }

  const emptyDatabase = async (): Promise<URL> => {
    const name = `compose_${randomBytes(6).toString('hex')}`
    await ensureDatabase(inject('postgresUrl'), name)
    return new URL(`/${name}`, inject('postgresUrl'))
  }

  beforeEach(async () => {
    around = {
      folder: await mkdtemp(join(tmpdir(), 'compose ')),
      database: await emptyDatabase(),
      kurrentdb: await kurrentdbDouble(),
      topicPrefix: `compose-${randomBytes(6).toString('hex')}`,
    }
    const making = run('secrets')
    const [code] = (await once(making.child, 'exit')) as [number]
    expect([code, making.output()]).toEqual([0, expect.stringContaining('Made database-url')])
    await letIn()
  })
  afterEach(async () => {
    for (const { child } of started.splice(0)) {
      if (child.exitCode !== null) continue
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    }
    await around.kurrentdb.stop()
    const login = around.database.pathname.slice(1)
    await dropDatabase(inject('postgresUrl'), login, [login])
    await rm(around.folder, { recursive: true, force: true })
  })

  it('makes secrets once', async () => {
    const key = await readFile(join(around.folder, 'run', 'master-key'), 'utf8')
    const again = run('secrets')
    await once(again.child, 'exit')
    expect(again.output()).toContain('All secrets are there.')
    expect(await readFile(join(around.folder, 'run', 'master-key'), 'utf8')).toBe(key)
  })

  it.each([
    ['rollcall', 'whole'],
    ['rollcall-small', 'small'],
  ] as const)(
    '%s of the profile %s starts with the demo, and an analyst signs in',
    { timeout: 240_000 },
    async (name, profile) => {
      expect(servicesOf(profile).map(([service]) => service)).toContain(name)
      // The public address is that of the published port.
      const process = run(name, { PUBLIC_URL: '' })
      await saying(process, /(Ctrl-C)/, 180_000)
      const ready = JSON.parse(await readFile(join(around.folder, 'lib', 'ready.json'), 'utf8')) as {
        url: string
        signIns: { role: string; tenant: string; email: string; password: string }[]
      }
      const { tenant, email, password } = ready.signIns.find(({ role }) => role === 'analyst')!
      const signedIn = await httpClient(ready.url).post('/v1/auth/login', { tenant, email, password, ...bearer })
      expect(signedIn.status).toBe(200)
    },
  )

  it('splits the work of the profile cluster among its services, behind a proxy', async () => {
    const names = servicesOf('cluster')
      .filter(([, { command }]) => command?.[0] === 'serve')
      .map(([name]) => name)
    const urls = new Map<string, string[]>()
    const balancer = await loadBalancer({
      api: () => urls.get('api') ?? [],
      realtime: () => urls.get('realtime') ?? [],
    })
    try {
      const start = async (name: string): Promise<ReturnType<typeof run>> => {
        const process = run(name, { PUBLIC_URL: balancer.url, DRAIN_SECONDS: '0' })
        const url = await saying(process, /Rollcall is ready: (\S+)/, 120_000)
        urls.set(name, [...(urls.get(name) ?? []), url.replace('0.0.0.0', '127.0.0.1')])
        return process
      }
      const [api] = await Promise.all(names.map(start))
      await Promise.all(names.filter((name) => (composeFile.services[name]!.deploy?.replicas ?? 1) > 1).map(start))
      const token = await saying(api!, /\/setup#(\S+)/, 10_000)
      const person = (email: string) => ({ email, name: 'Somebody', password: 'a long enough password' })
      const client = httpClient(balancer.url)
      const made = await client.post('/v1/setup', {
        token,
        operator: person('operator@system.test'),
        tenant: { slug: 'first', name: 'First' },
        admin: person('admin@first.test'),
      })
      expect(made).toMatchObject({ status: 201 })
      const admin = { tenant: 'first', email: 'admin@first.test', password: 'a long enough password', ...bearer }
      const signedIn = await client.post('/v1/auth/login', admin)
      expect(signedIn).toMatchObject({ status: 200 })
    } finally {
      await balancer.stop()
    }
  }, 240_000)
})
