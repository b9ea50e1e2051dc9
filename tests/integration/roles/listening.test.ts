import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { freePort } from '#services/postgres/embedded/freePort.ts'
import { endpointOf } from '#services/postgres/endpoint.ts'
import { identifier } from '#services/postgres/logins.ts'
import { createPool } from '#services/postgres/pool.ts'
import { eventually } from '../../support/eventually.ts'
import { type Fleet, testFleet } from '../../support/fleet.ts'

let fleet: Fleet
beforeAll(async () => {
  fleet = await testFleet()
})
afterAll(() => fleet.end(), 60_000)

/** The status of `/readyz`, or why there is none. */
const knock = (port: number): Promise<number | string> =>
  fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(2_000) }).then(
    ({ status }) => status,
    (error: Error) => (error.cause as NodeJS.ErrnoException | undefined)?.code ?? error.message,
  )

describe('a process that starts beside others', () => {
  it('takes no connection before it is ready, so that nobody is answered by it too early', async () => {
    const port = await freePort()
    const knocks = new Set<number | string>()
    let isUp = false
    const knocking = (async () => {
      while (!isUp) {
        knocks.add(await knock(port))
        await pause(5)
      }
    })()
    const api = await fleet.start(['api'], { PORT: String(port) })
    isUp = true
    await knocking
    knocks.add(await knock(port))
    expect(knocks).toContain('ECONNREFUSED')
    // A look whether the port is free takes and drops who comes in that instant.
    knocks.delete('ECONNRESET')
    expect(knocks).toEqual(new Set(['ECONNREFUSED', 200]))
    expect(api.url).toBe(`http://127.0.0.1:${port}`)
  })
})

describe('a process that is ready no longer', () => {
  it('closes each connection after its answer, so that who keeps one open goes elsewhere, until it is ready again', async () => {
    const api = await fleet.start(['api'])
    const server = createPool({ endpoint: endpointOf(inject('postgresUrl')), size: 1, applicationName: 'tests' })
    const { database } = endpointOf(fleet.database.ownerUrl)
    const allow = (connections: number) =>
      server.query(`alter database ${identifier(database)} connection limit ${connections}`)
    const connectionOf = async (path: string) => (await fetch(`${api.url}${path}`)).headers.get('connection')
    expect(await connectionOf('/livez')).toBe('keep-alive')
    await allow(0)
    await server.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [database])
    await eventually(async () => expect(await connectionOf('/livez')).toBe('close'))
    expect(api.output()).toContain('This process is not ready')
    await allow(-1)
    await eventually(async () => expect(await connectionOf('/livez')).toBe('keep-alive'))
    expect(api.output()).toContain('This process is ready again')
    await server.end()
  })
})
