// Leaves a data set of this release in tests/fixtures/releases, for the tests of every later one: run it when a release is made,
// node tests/support/releases/leaveRelease.ts. It uses nothing but what is public: commands, HTTP, the data folder.
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { embeddedUrl } from '#services/postgres/embedded/running.ts'
import { endpointOf } from '#services/postgres/endpoint.ts'
import { createPool, type Pool } from '#services/postgres/pool.ts'
import { httpClient, type HttpClient } from '../httpClient.ts'
import { type RunningRollcall, runRollcall, startRollcallProcess, temporaryFolder } from '../runningRollcall.ts'
import { type Release, writeRelease } from './releaseFile.ts'

const operator = { tenant: 'system', email: 'op@example.org', password: 'seven boats in a harbour' }
const admin = { tenant: 'example', email: 'ad@example.org', password: 'nine hills behind a mill' }
const analyst = { tenant: 'example', email: 'ann@example.org', password: 'three lamps over a table' }

interface SignedIn extends HttpClient {
  sessionId: string
  refreshToken: string
}

const login = (url: string, who: typeof admin, headers: Record<string, string> = {}) =>
  httpClient(url).post('/v1/auth/login', { ...who, client: 'dashboard', transport: 'bearer' }, headers)

const signIn = async (url: string, who: typeof admin, agent = 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0') => {
  const answer = await login(url, who, { 'user-agent': agent })
  if (answer.status !== 200) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`)
  const { accessToken, refreshToken, session } = answer.body as Record<string, string> & { session: { id: string } }
  const client = httpClient(url, { authorization: `Bearer ${accessToken}` })
  return { ...client, sessionId: session.id, refreshToken: refreshToken! } satisfies SignedIn
}

const setUp = async ({ url, output }: RunningRollcall): Promise<void> => {
  const token = /\/setup#(\S+)/.exec(output())![1]
  const { tenant: _, ...boss } = operator
  const { tenant: slug, ...first } = admin
  const tenant = { slug, name: 'Example' }
  const body = { token, tenant, operator: { name: 'Op', ...boss }, admin: { name: 'Ad', ...first } }
  const answer = await httpClient(url).post('/v1/setup', body)
  if (answer.status !== 201) throw new Error(`Set-up: ${JSON.stringify(answer.body)}`)
}

/** A little of everything that leaves an event. */
const live = async ({ url }: RunningRollcall, data: string): Promise<void> => {
  const person = ['--tenant', analyst.tenant, '--email', analyst.email]
  const added = await runRollcall(['user', 'add', ...person, '--name', 'Ann', '--role', 'analyst'], { data })
  const current = /once with: (\S+)/.exec(added.output)![1]!
  const temporary = await signIn(url, { ...analyst, password: current })
  await temporary.post('/v1/auth/password', { current, next: analyst.password })
  await login(url, { ...analyst, password: 'not this one at all' })
  await login(url, { ...analyst, email: 'nobody@example.org' })

  const watching = await signIn(url, analyst)
  const phone = await signIn(url, analyst, 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/605.1')
  await httpClient(url).post('/v1/auth/refresh', { refreshToken: phone.refreshToken })
  const boss = await signIn(url, admin)
  const lost = await signIn(url, admin, 'curl/8.9')
  await watching.post(`/v1/sessions/${lost.sessionId}/revoke`, { reason: 'left in a train', message: 'Signed out' })
  await lost.get('/v1/auth/session')
  await boss.post('/v1/auth/logout', { refreshToken: (await signIn(url, admin)).refreshToken })
  await boss.post('/v1/operations', { sessionIds: [phone.sessionId], reason: 'drill', confirm: 1 })
  await runRollcall(['user', 'disable', ...person, '--reason', 'on leave'], { data })
  await runRollcall(['user', 'enable', ...person, '--reason', 'back'], { data })
  await signIn(url, analyst)
  await signIn(url, operator)
  // Operations measure their effect, views and rules follow.
  await pause(3_000)
}

const dump = async (pool: Pool): Promise<Pick<Release, 'migrations' | 'tables'>> => {
  const tables: Release['tables'] = {}
  const names = await pool.query<{ name: string }>(
    `select relname::text as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1`,
  )
  for (const { name } of names.rows) {
    const { rows } = await pool.query<{ row: string }>(`select row_to_json(t)::text as row from "${name}" t`)
    tables[name] = rows.map(({ row }) => row)
  }
  const applied = await pool.query<Release['migrations'][number]>(
    'select number, name, digest from migrations order by number',
  )
  return { migrations: applied.rows, tables }
}

const root = resolve(import.meta.dirname, '../../..')

const leave = async (): Promise<string> => {
  const { version: release } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
  const { folder: data, remove } = await temporaryFolder()
  const rollcall = await startRollcallProcess({ data, args: ['--no-demo'] })
  await setUp(rollcall)
  await live(rollcall, data)
  const password = Buffer.from(await readFile(join(data, 'postgres.password'), 'utf8'), 'base64').toString('base64url')
  const endpoint = endpointOf(await embeddedUrl(join(data, 'postgres'), password, 'rollcall'))
  const pool = createPool({ endpoint, size: 1, applicationName: 'tests' })
  const masterKey = (await readFile(join(data, 'master.key'), 'utf8')).trim()
  const file = join(root, 'tests', 'fixtures', 'releases', `${release}.json.gz`)
  await writeRelease(file, { release, masterKey, operator, people: [admin, analyst], ...(await dump(pool)) })
  await pool.end()
  await rollcall.end()
  await remove()
  return file
}

process.stdout.write(`${await leave()}\n`)
