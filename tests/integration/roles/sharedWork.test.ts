import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lockNumber } from '#services/keys/lockNumber.ts'
import { setUpLock } from '#services/postgres/databases.ts'
import { type Fleet, type ServedProcess, spawnServe, testFleet } from '../../support/fleet.ts'
import { httpClient } from '../../support/httpClient.ts'
import { password } from '../../support/rollcall.ts'
import { runRollcall } from '../../support/runningRollcall.ts'

let fleet: Fleet
let processes: ServedProcess[]
const limits = { LIMIT_ENDINGS: '6', LIMIT_SIGN_IN_USER_ADDRESS: '4' }
beforeAll(async () => {
  fleet = await testFleet()
  processes = await Promise.all([fleet.start(['api'], limits), fleet.start(['api'], limits)])
  await fleet.start(['projector', 'sweeper'])
})
afterAll(() => fleet.end(), 60_000)

const through = (at: number, token?: string) =>
  httpClient(processes[at % 2]!.url, token === undefined ? {} : { authorization: `Bearer ${token}` })

describe('two processes with routes', () => {
  it('share the limit on endings', async () => {
    const admin = await fleet.signIn('acme', 'admin', { at: processes[0]!.url })
    const ids = Array.from({ length: 8 }, (_, number) => `01890000-0000-7000-8000-00000000000${number}`)
    const statuses: number[] = []
    for (const [place, id] of ids.entries())
      statuses.push((await through(place, admin.accessToken).post(`/v1/sessions/${id}/revoke`, { reason: 'r' })).status)
    expect(statuses).toEqual([404, 404, 404, 404, 404, 404, 429, 429])
  })

  it('share the limit on guessing a password', async () => {
    const body = { tenant: 'acme', email: 'auditor@acme.test', password: 'wrong', client: 'web', transport: 'bearer' }
    const statuses: number[] = []
    for (let attempt = 0; attempt < 6; attempt += 1)
      statuses.push((await through(attempt).post('/v1/auth/login', body)).status)
    expect(statuses).toEqual([401, 401, 401, 401, 429, 429])
  })

  it('carry a request with one Idempotency-Key out once', async () => {
    const analyst = await fleet.signIn('acme', 'analyst', { at: processes[0]!.url })
    const victim = await fleet.signIn('acme', 'member', { client: 'web', at: processes[1]!.url })
    const key = { 'idempotency-key': 'once' }
    const body = { reason: 'twice', sessionIds: [victim.sessionId], confirm: 1 }
    const answers = await Promise.all(
      [0, 1, 0, 1].map((at) => through(at, analyst.accessToken).post('/v1/operations', body, key)),
    )
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202])
    const ids = answers.map((answer) => (answer.body as { operation: { id: string } }).operation.id)
    expect(new Set(ids).size).toBe(1)
  })

  it('take each other’s tokens, and publish the same keys', async () => {
    const [one, other] = await Promise.all([0, 1].map((at) => through(at).get('/.well-known/jwks.json')))
    expect(other!.body).toEqual(one!.body)
    const login = { tenant: 'acme', email: 'auditor@acme.test', password, client: 'mobile', transport: 'bearer' }
    const signedIn = await through(0).post('/v1/auth/login', { ...login, email: 'member@acme.test' })
    const { accessToken, refreshToken } = signedIn.body as { accessToken: string; refreshToken: string }
    expect((await through(1, accessToken).get('/v1/auth/session')).status).toBe(200)
    expect((await through(1).post('/v1/auth/refresh', { refreshToken })).status).toBe(200)
  })

  it('hear of each other’s endings within a second', async () => {
    const admin = await fleet.signIn('acme', 'admin', { at: processes[0]!.url })
    expect((await through(1, admin.accessToken).get('/v1/auth/session')).status).toBe(200)
    expect((await through(0, admin.accessToken).post('/v1/auth/logout', {})).status).toBe(204)
    const ended = async () => (await through(1, admin.accessToken).get('/v1/auth/session')).body
    await expect.poll(ended).toMatchObject({ code: 'session-ended' })
  })
})

describe('rollcall setup-link', () => {
  it('gives no link once people can sign in', async () => {
    const { output, code } = await runRollcall(['setup-link'], {
      data: '/nonexistent',
      environment: { ...fleet.environment },
    })
    expect([code, output]).toEqual([0, expect.stringContaining('Everything is set up')])
  })
})

describe('a process that cannot serve', () => {
  const ends = async (roles: Parameters<typeof spawnServe>[0], environment: Record<string, string>) => {
    const { child, output } = spawnServe(roles, environment)
    const code = await new Promise<number | null>((resolve) => child.once('exit', resolve))
    return { code, output: output() }
  }

  it('says what is missing, and ends with an error', async () => {
    const { code, output } = await ends(['api'], { PORT: '0' })
    expect([code, output]).toEqual([1, expect.stringContaining('DATABASE_URL: "rollcall serve" needs')])
  })

  it('does not move to another port', async () => {
    const port = new URL(processes[0]!.url).port
    const { code, output } = await ends(['sweeper'], { ...fleet.environment, PORT: port })
    expect([code, output]).toEqual([1, expect.stringContaining(`PORT: ${port} is taken`)])
  })

  it('knows its own roles only', async () => {
    const { code, output } = await ends(['api', 'cook' as 'api'], { ...fleet.environment })
    expect([code, output]).toEqual([1, expect.stringContaining('cook is none of them')])
  })

  it('waits for whoever migrates, and says so', async () => {
    const { owner } = fleet.database.databases
    const migrating = await owner.connect()
    await migrating.query('select pg_advisory_lock($1)', [lockNumber(fleet.database.masterKey, setUpLock)])
    const { child, output } = spawnServe(['projector'], { ...fleet.environment })
    await expect.poll(output).toContain('waiting for another process to migrate the database')
    expect(output()).not.toContain('ready')
    migrating.release(true)
    await expect.poll(output).toContain('Rollcall is ready')
    child.kill('SIGTERM')
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0)
  })
})
