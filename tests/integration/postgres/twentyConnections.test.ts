import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ensureDatabase } from '#services/postgres/ensureDatabase.ts'
import { startEmbeddedPostgres } from '#services/postgres/embeddedPostgres.ts'
import { endpointOf } from '#services/postgres/endpoint.ts'
import { createPool } from '#services/postgres/pool.ts'
import { eventually } from '../../support/eventually.ts'
import { spawnRollcall } from '../../support/fleet.ts'
import { httpClient } from '../../support/httpClient.ts'
import {
  endAllRollcalls,
  type RunningRollcall,
  runRollcall,
  signInAs,
  startRollcallProcess,
  temporaryFolder,
} from '../../support/runningRollcall.ts'

let place: Awaited<ReturnType<typeof temporaryFolder>>
let server: Awaited<ReturnType<typeof startEmbeddedPostgres>>
let rollcall: RunningRollcall
let environment: Record<string, string>

const killed = async (child: ChildProcess): Promise<void> => {
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}

beforeAll(async () => {
  place = await temporaryFolder()
  const settings = { max_connections: '20' }
  server = await startEmbeddedPostgres({ directory: join(place.folder, 'postgres'), password: 'few', settings })
  await ensureDatabase(server.url('postgres'), 'rollcall')
  environment = {
    DATABASE_URL: server.url('rollcall'),
    ROLLCALL_MASTER_KEY: randomBytes(32).toString('base64'),
    DEMO_RATE: '0',
  }
  rollcall = await startRollcallProcess({ data: join(place.folder, 'data'), environment })
})
afterAll(async () => {
  await endAllRollcalls()
  await server.stop()
  await place.remove()
})

describe('a server that allows 20 connections', () => {
  it('is enough, and the start says that there are fewer than wanted', () => {
    expect(rollcall.output()).toContain('PostgreSQL allows 17 connections; this process opens 15 of the 45 it would')
  })

  it('lets people sign in, look, end sessions and sign out, many at once', async () => {
    const signInOf = (role: string) => rollcall.signIns.find((signIn) => signIn.role === role)!
    const admin = await signInAs(rollcall.url, signInOf('admin'))
    const members = await Promise.all(Array.from({ length: 6 }, () => signInAs(rollcall.url, signInOf('member'))))
    const read = ['/v1/sessions', '/v1/people', '/v1/log', '/v1/analytics/distribution', '/v1/sessions/count']
    const answers = await Promise.all([
      ...read.map((path) => admin.get(path)),
      ...members
        .slice(1)
        .map(({ sessionId }) => admin.post(`/v1/sessions/${sessionId}/revoke`, { reason: 'few connections' })),
    ])
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
    expect((await members[1]!.get('/v1/auth/session')).status).toBe(401)
    expect((await members[0]!.post('/v1/auth/logout', {})).status).toBe(204)
    expect((await httpClient(rollcall.url).get('/readyz')).status).toBe(200)
  })

  it('is said to be crowded to whoever comes second', async () => {
    const second = spawnRollcall(['serve', '--roles', 'relay'], { ...environment, PORT: '0' })
    await eventually(() => expect(second.output()).toMatch(/others hold \d+; this process opens 15 and may find none/))
    await killed(second.child)
  })

  it('is said to be full to whoever finds no connection', async () => {
    const endpoint = endpointOf(server.url('rollcall'))
    const greedy = createPool({ endpoint, size: 20, applicationName: 'tests' })
    const holding = await Promise.allSettled(Array.from({ length: 20 }, () => greedy.connect()))
    const { errors, code } = await runRollcall(['check'], { data: join(place.folder, 'other'), environment })
    for (const held of holding) if (held.status === 'fulfilled') held.value.release()
    await greedy.end()
    expect(code).toBe(1)
    expect(errors).toContain('PostgreSQL has no connection left')
    expect(errors).toContain('DATABASE_CONNECTIONS')
  }, 30_000)
})
