import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest'
import { endpointOf } from '#services/postgres/endpoint.ts'
import { identifier } from '#services/postgres/logins.ts'
import { createPool, type Pool } from '#services/postgres/pool.ts'
import { eventually } from '../../support/eventually.ts'
import { type Fleet, figureOf, type ServedProcess, testFleet } from '../../support/fleet.ts'
import { httpClient } from '../../support/httpClient.ts'
import { emailOf, password } from '../../support/rollcall.ts'

let fleet: Fleet
let api: ServedProcess
/** In the database of the fleet, and beside it on the same server. */
let within: Pool
let server: Pool
beforeAll(async () => {
  fleet = await testFleet()
  api = await fleet.start(['api'])
  within = createPool({ endpoint: endpointOf(fleet.database.ownerUrl), size: 1, applicationName: 'tests' })
  server = createPool({ endpoint: endpointOf(inject('postgresUrl')), size: 1, applicationName: 'tests' })
})
afterAll(async () => {
  await within.end()
  await server.end()
  await fleet.end()
})

const signIn = async () => {
  const body = { tenant: 'acme', email: emailOf('member', 'acme'), password, client: 'web', transport: 'bearer' }
  const answer = await httpClient(api.url).post('/v1/auth/login', body)
  return answer.status === 200 ? 200 : [answer.status, (answer.body as { code: string }).code]
}
const unavailable = [503, 'store-unavailable']
const readiness = async () => {
  const answer = await fetch(`${api.url}/readyz`)
  const { checks } = (await answer.json()) as { checks: Record<string, { ok: boolean; detail?: string }> }
  return { status: answer.status, checks }
}
const isReady = async () => expect((await readiness()).status).toBe(200)
/** What the process has logged since the test began. */
const saying = () => {
  const from = api.output().length
  return (message: string): number => api.output().slice(from).split(message).length - 1
}

afterEach(() => eventually(isReady, 20_000))

describe('a disk that is full', () => {
  /** SQLSTATE 53100, as PostgreSQL answers where a file cannot grow. */
  const fill = () =>
    within.query(`
      create function no_space() returns trigger language plpgsql as
        $$ begin raise 'could not extend file: No space left on device' using errcode = 'disk_full'; end $$;
      create trigger no_space before insert on events for each statement execute function no_space()`)
  const clear = () => within.query('drop function no_space() cascade')

  it('refuses what is decided with 503, is said once, counted, and fails readiness, until there is space again', async () => {
    const said = saying()
    await fill()
    expect(await Promise.all(Array.from({ length: 5 }, signIn))).toEqual(Array.from({ length: 5 }, () => unavailable))
    const { status, checks } = await readiness()
    expect([status, checks['appends']]).toEqual([503, { ok: false, detail: 'the event store takes no events' }])
    expect(await figureOf(api, 'rollcall_append_failures_total')).toBe(5)
    expect(await figureOf(api, 'rollcall_database_failures{pool="append"}')).toBeGreaterThanOrEqual(5)
    expect(said('The event store takes no events')).toBe(1)
    await clear()
    expect(await signIn()).toBe(200)
    await eventually(isReady, 10_000)
    expect(said('The event store takes events again')).toBe(1)
  })
})

describe('a server without a connection left', () => {
  const database = () => endpointOf(fleet.database.ownerUrl).database
  const allow = (connections: number) =>
    server.query(`alter database ${identifier(database())} connection limit ${connections}`)

  it('is said once for each lane, counted, and fails readiness, until there are some again', async () => {
    const said = saying()
    await allow(0)
    await server.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [database()])
    expect(await signIn()).toEqual(unavailable)
    await eventually(async () => {
      const { status, checks } = await readiness()
      expect(status).toBe(503)
      expect(checks['database']).toEqual({
        ok: false,
        detail: expect.stringMatching(/^no connection or answer for .*app/),
      })
    })
    expect(await figureOf(api, 'rollcall_database_failures{pool="app"}')).toBeGreaterThan(0)
    // Long enough for whatever is said again and again.
    await new Promise((resolve) => setTimeout(resolve, 6_000))
    await allow(-1)
    await eventually(isReady, 20_000)
    await eventually(async () => expect(await signIn()).toBe(200))
    await eventually(() => expect(said('"pool":"app","failures"')).toBe(2))
    expect(said('The database answers again')).toBeGreaterThan(0)
    expect(said('A chore failed')).toBeLessThanOrEqual(6)
  })
})
