import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endpointOf } from '#services/postgres/endpoint.ts'
import { createPool } from '#services/postgres/pool.ts'
import { type Fleet, type ServedProcess, testFleet } from '../../support/fleet.ts'

let fleet: Fleet
let api: ServedProcess
beforeAll(async () => {
  fleet = await testFleet()
  ;[api] = await Promise.all([fleet.start(['api', 'realtime']), fleet.start(['projector'])])
})
afterAll(() => fleet.end(), 60_000)

/** Alters the log behind everybody's back, as no process of ours can. */
const appendGarbage = async (): Promise<void> => {
  const pool = createPool({ endpoint: endpointOf(fleet.database.ownerUrl), size: 1, applicationName: 'tests' })
  await pool.query(
    `insert into events (position, at, id, tenant_id, revision, version, stream, type, payload, subject, sealed)
     select position + 1, now(), gen_random_uuid(), $1, 0, 1, 'user-garbage', 'UserRegistered', '{}', $2, '\\x00'
     from log_head`,
    [fleet.tenantId('acme'), fleet.userId('acme', 'member')],
  )
  await pool.query(`select pg_notify('log_appended', '')`)
  await pool.end()
}

describe('a process whose log cannot be trusted any more', () => {
  it('ends with an error, and serves again when it is started again: the set of ended sessions is taken past the event', async () => {
    const ended = once(api.child, 'exit')
    await appendGarbage()
    expect(await ended).toEqual([1, null])
    const again = await fleet.start(['api', 'realtime'])
    expect((await fetch(`${again.url}/readyz`)).status).toBe(200)
    await fleet.signIn('acme', 'member', { client: 'web' })
  })
})
