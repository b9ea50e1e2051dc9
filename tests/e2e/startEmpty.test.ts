import { randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest'
import { ensureDatabase } from '#services/postgres/ensureDatabase.ts'
import { endpointOf } from '#services/postgres/endpoint.ts'
import { createPool } from '#services/postgres/pool.ts'
import { dropDatabase } from '../support/dropDatabase.ts'
import { eventually } from '../support/eventually.ts'
import { httpClient } from '../support/httpClient.ts'
import { processesAt } from '../support/processes.ts'
import {
  endAllRollcalls,
  type RunningRollcall,
  runRollcall,
  signInAs,
  spawnRollcall,
  startRollcallProcess,
  temporaryFolder,
} from '../support/runningRollcall.ts'

type Place = Awaited<ReturnType<typeof temporaryFolder>>

const people = {
  operator: { email: 'op@example.org', name: 'Op', password: 'seven boats in a harbour' },
  admin: { email: 'ad@example.org', name: 'Ad', password: 'nine hills behind a mill' },
}
const tenant = { slug: 'example', name: 'Example' }

const startEmpty = (data: string, environment: Record<string, string> = {}) =>
  startRollcallProcess({ data, environment, args: ['--no-demo'] })

const setupTokenOf = ({ url, output }: RunningRollcall): string => {
  const printed = output()
    .split('\n')
    .find((line) => line.includes('/setup#'))!
    .trim()
  expect(printed.startsWith(`${url}/setup#`)).toBe(true)
  return printed.split('#')[1]!
}

const setUp = (url: string, token: string) => httpClient(url).post('/v1/setup', { token, tenant, ...people })
const isGood = async (url: string, token: string) => (await httpClient(url).post('/v1/setup/check', { token })).body

afterAll(endAllRollcalls)

describe('a start without the demo', () => {
  let place: Place
  let rollcall: RunningRollcall

  beforeAll(async () => {
    place = await temporaryFolder('rollcall empty ')
    rollcall = await startEmpty(place.folder)
  })
  afterAll(async () => {
    await rollcall.end()
    await place.remove()
  })

  it('has nobody who could sign in, and says so', async () => {
    expect(rollcall.signIns).toEqual([])
    expect(rollcall.output()).not.toMatch(/demo credentials/i)
    const body = { tenant: 'acme', email: 'admin@acme.test', password: 'rollcall-demo', client: 'dashboard' }
    expect((await httpClient(rollcall.url).post('/v1/auth/login', { ...body, transport: 'bearer' })).status).toBe(401)
  })

  it('prints a link that sets up operator, tenant and admin, once', async () => {
    const token = setupTokenOf(rollcall)
    expect(await isGood(rollcall.url, token)).toEqual({ valid: true })
    const weak = { ...people, admin: { ...people.admin, password: 'short' } }
    expect((await httpClient(rollcall.url).post('/v1/setup', { token, tenant, ...weak })).status).toBe(400)
    const done = await setUp(rollcall.url, token)
    expect([done.status, done.body]).toMatchObject([201, { tenant }])
    expect(await isGood(rollcall.url, token)).toEqual({ valid: false })
    expect((await setUp(rollcall.url, token)).status).toBe(401)
  })

  it('lets both sign in then, each into what is theirs', async () => {
    const operator = await signInAs(rollcall.url, { tenant: 'system', ...people.operator })
    const admin = await signInAs(rollcall.url, { tenant: tenant.slug, ...people.admin })
    expect((await operator.get('/v1/system')).status).toBe(200)
    expect((await operator.get('/v1/sessions')).status).toBe(403)
    expect((await admin.get('/v1/sessions')).status).toBe(200)
    expect((await admin.get('/v1/system')).status).toBe(403)
  })

  it('takes more tenants from scripts, which suspend and resume them', async () => {
    const { folder: data } = place
    const run = async (...args: string[]) => {
      const { code, output, errors } = await runRollcall(['tenant', ...args], { data })
      return { code, said: output.trim(), errors }
    }
    expect(await run('add', 'second', '--name', 'Second')).toMatchObject({ code: 0, errors: '' })
    expect(await run('add', 'second')).toMatchObject({ code: 1, errors: expect.stringContaining('second already') })
    const admin = await signInAs(rollcall.url, { tenant: tenant.slug, ...people.admin })
    expect((await run('suspend', tenant.slug, '--reason', 'a test')).said).toMatch(/^example is suspended; [1-9]/)
    await eventually(async () => expect((await admin.get('/v1/auth/session')).status).toBe(401))
    const rows = (await run('list')).said.split('\n').map((line) => line.split('\t').slice(0, 3))
    expect(rows).toEqual([
      ['second', 'Second', 'active'],
      ['example', 'Example', expect.stringMatching(/^suspended since /)],
    ])
    expect(await run('resume', tenant.slug)).toMatchObject({ code: 0 })
    await signInAs(rollcall.url, { tenant: tenant.slug, ...people.admin })
    expect(await run('suspend', 'system')).toMatchObject({ code: 1, errors: expect.stringContaining('cannot be') })
    expect(await run('resume', 'nowhere')).toMatchObject({ code: 1, errors: 'There is no tenant nowhere.\n' })
  })

  it('is real from then on: no demo beside it, no second link', async () => {
    await rollcall.end()
    rollcall = await startRollcallProcess({ data: place.folder })
    expect(rollcall.output()).toContain('no demo runs beside them')
    expect(rollcall.signIns).toEqual([])
    expect(rollcall.output()).not.toContain('/setup#')
    await signInAs(rollcall.url, { tenant: tenant.slug, ...people.admin })
  })
})

describe('a start that is called off', () => {
  let place: Place
  beforeAll(async () => {
    place = await temporaryFolder('rollcall called off ')
  })
  afterAll(() => place.remove())

  it.each(['Starting PostgreSQL', 'Writing a month'])(
    'while %s ends soon and leaves nothing running',
    async (doing) => {
      const { output, errors, end } = spawnRollcall({ data: place.folder })
      await eventually(() => expect(output()).toContain(doing), 60_000)
      expect({ code: await end(), errors: errors() }).toEqual({ code: 0, errors: '' })
      expect(output()).not.toContain('Rollcall is ready')
      expect(processesAt(place.folder)).toEqual([])
    },
  )

  it('does not hinder the next one', async () => {
    const { output, end } = await startEmpty(place.folder)
    expect(output()).toContain('/setup#')
    await end()
  })
})

describe('a PostgreSQL of somebody else', () => {
  const database = `foreign_${randomBytes(4).toString('hex')}`
  const owner = `${database}_boss`
  const masterKey = randomBytes(32).toString('base64')
  let place: Place
  let foreignUrl: string
  let rollcall: RunningRollcall | undefined

  beforeAll(async () => {
    place = await temporaryFolder()
    const superuser = inject('postgresUrl')
    await ensureDatabase(superuser, database)
    const pool = createPool({ endpoint: endpointOf(superuser), size: 1, applicationName: 'tests' })
    await pool.query(`create role ${owner} login createrole password 'p ss/wörd'`)
    await pool.query(`alter database ${database} owner to ${owner}`)
    await pool.end()
    const { port } = new URL(superuser)
    foreignUrl = `postgres://${owner}:${encodeURIComponent('p ss/wörd')}@127.0.0.1:${port}/${database}`
  })
  afterEach(() => rollcall?.end())
  afterAll(async () => {
    await dropDatabase(inject('postgresUrl'), database, [`${database}_writer`, `${database}_app`, owner])
    await place.remove()
  })

  it('holds everything, and is left running', async () => {
    const environment = { DATABASE_URL: foreignUrl, ROLLCALL_MASTER_KEY: masterKey }
    rollcall = await startEmpty(place.folder, environment)
    expect(rollcall.postgresPid).toBe(0)
    expect((await setUp(rollcall.url, setupTokenOf(rollcall))).status).toBe(201)
    await rollcall.end()
    rollcall = await startEmpty(place.folder, environment)
    expect(rollcall.output()).not.toContain('/setup#')
    await signInAs(rollcall.url, { tenant: tenant.slug, ...people.admin })
    const person = ['--tenant', tenant.slug, '--email', 'cy@example.org']
    const added = await runRollcall(['user', 'add', ...person, '--role', 'auditor'], {
      data: place.folder,
      environment,
    })
    expect(added).toMatchObject({ code: 0, output: expect.stringContaining('once with: ') })
    expect(added.output).not.toContain('Warning')
  })

  it('warns whoever adds a person whose address looks like another one', async () => {
    const alike = ['--tenant', tenant.slug, '--email', 'сy@example.org', '--role', 'auditor']
    const environment = { DATABASE_URL: foreignUrl, ROLLCALL_MASTER_KEY: masterKey }
    const { code, output } = await runRollcall(['user', 'add', ...alike], { data: place.folder, environment })
    const warning = 'сy@example.org looks like cy@example.org, who is in this tenant already'
    expect([code, output]).toEqual([0, expect.stringContaining(warning)])
    expect(output).toContain('(<U+0441>y@example.org beside cy@example.org)')
    expect(output).toContain('mixes letters of several scripts')
  })

  it(
    'is not opened with another master key, and whoever has it open notices nothing',
    { timeout: 120_000 },
    async () => {
      rollcall = await startEmpty(place.folder, { DATABASE_URL: foreignUrl, ROLLCALL_MASTER_KEY: masterKey })
      const environment = { DATABASE_URL: foreignUrl, ROLLCALL_MASTER_KEY: randomBytes(32).toString('base64') }
      const { code, errors } = await runRollcall(['start', '--no-demo'], { data: place.folder, environment })
      expect({ code, errors }).toMatchObject({ code: 1, errors: expect.stringContaining('another master key') })
      await rollcall.end()
      rollcall = await startEmpty(place.folder, { DATABASE_URL: foreignUrl, ROLLCALL_MASTER_KEY: masterKey })
      await signInAs(rollcall.url, { tenant: tenant.slug, ...people.admin })
    },
  )
})
