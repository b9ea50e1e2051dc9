import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { httpClient } from '../support/httpClient.ts'
import { type KurrentdbDouble, kurrentdbDouble } from '../support/kurrentdb/kurrentdbDouble.ts'
import {
  endAllRollcalls,
  runRollcall,
  signInAs,
  spawnRollcall,
  startRollcallProcess,
  temporaryFolder,
} from '../support/runningRollcall.ts'

const people = {
  operator: { email: 'op@example.org', name: 'Op', password: 'seven boats in a harbour' },
  admin: { email: 'ad@example.org', name: 'Ad', password: 'nine hills behind a mill' },
}
const admin = { tenant: 'example', ...people.admin }

/** One after the other: each test stands on the one before. */
describe('moving the log on the command line', () => {
  let place: Awaited<ReturnType<typeof temporaryFolder>>
  let server: KurrentdbDouble
  beforeAll(async () => {
    place = await temporaryFolder('rollcall move ')
    server = await kurrentdbDouble()
  })
  afterAll(async () => {
    await endAllRollcalls()
    await server.stop()
    await place.remove()
  })
  const data = (): string => place.folder
  const start = (environment: Record<string, string> = {}) =>
    startRollcallProcess({ data: data(), environment, args: ['--no-demo'] })
  const migrate = (from: string, to: string) =>
    runRollcall(['migrate-store', '--from', from, '--to', to], { data: data() })
  /** What a start says that ends with an error. */
  const refused = async (environment: Record<string, string> = {}): Promise<string> => {
    const { child, errors, end } = spawnRollcall({ data: data(), environment, args: ['--no-demo'] })
    await new Promise((resolve) => child.once('exit', resolve))
    expect(await end()).not.toBe(0)
    return errors()
  }

  it('takes it to KurrentDB, with everybody in it', async () => {
    const rollcall = await start()
    const token = /\/setup#(\S+)/.exec(rollcall.output())![1]
    const body = { token, tenant: { slug: 'example', name: 'Example' }, ...people }
    expect((await httpClient(rollcall.url).post('/v1/setup', body)).status).toBe(201)
    await signInAs(rollcall.url, admin)
    expect((await migrate('embedded', server.url)).errors).toMatch(/in use|running/)
    await rollcall.end()
    await rollcall.gone()

    const { code, output, errors } = await migrate('embedded', server.url)
    expect(code, errors).toBe(0)
    expect(output).toMatch(/\d+ events are in KurrentDB as they were\.\nSHA-256 of both logs: [0-9a-f]{64}\n/)
    expect(output).toContain('Start Rollcall with KURRENTDB_URL from now on.')
  })

  it('is kept to by every start', async () => {
    expect(await refused()).toContain('The log of this installation is in KurrentDB, and KURRENTDB_URL is not set')
    const rollcall = await start({ KURRENTDB_URL: server.url })
    const { get, position } = await signInAs(rollcall.url, admin)
    const list = (await get(`/v1/sessions?minPosition=${position}`)).body as { items: unknown[] }
    expect(list.items).toHaveLength(2)
    await rollcall.end()
    await rollcall.gone()
  })

  it('brings it back, with what came meanwhile', async () => {
    const { code, output, errors } = await migrate(server.url, 'embedded')
    expect(code, errors).toBe(0)
    expect(output).toContain('Start Rollcall without KURRENTDB_URL from now on.')
    expect(await refused({ KURRENTDB_URL: server.url })).toContain('The log of this installation is in PostgreSQL')
    const rollcall = await start()
    const { get, position } = await signInAs(rollcall.url, admin)
    const list = (await get(`/v1/sessions?minPosition=${position}`)).body as { items: unknown[] }
    expect(list.items).toHaveLength(3)
    const checked = await runRollcall(['check'], { data: data() })
    expect(checked.code, checked.output + checked.errors).toBe(0)
    await rollcall.end()
  })

  it('says what it does not do', async () => {
    expect((await migrate('embedded', 'postgres://a:b@c/d')).errors).toContain(
      'use "rollcall backup" and "rollcall restore"',
    )
    expect((await migrate('embedded', 'mysql://x')).errors).toContain('takes embedded, postgres://')
  })
})
