import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openDatabases } from '#services/postgres/databases.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#services/postgres/embeddedPostgres.ts'
import { ensureDatabase } from '#services/postgres/ensureDatabase.ts'
import { eventually } from '../support/eventually.ts'
import { type Fleet, type ServedProcess, testFleet } from '../support/fleet.ts'
import { httpClient } from '../support/httpClient.ts'
import { onKafka } from '../support/kafka/onKafka.ts'
import { runRollcall, temporaryFolder } from '../support/runningRollcall.ts'

let place: Awaited<ReturnType<typeof temporaryFolder>>
let server: EmbeddedPostgres
let fleet: Fleet

const directory = () => join(place.folder, 'postgres')
const copy = () => join(place.folder, 'copy')
const startServer = async (port?: number): Promise<void> => {
  const at = port === undefined ? {} : { port }
  const settings = { max_connections: '200' }
  server = await startEmbeddedPostgres({ directory: directory(), password: 'copied', settings, ...at })
}
/** Stops the server, does something with its files, and starts it again where it was. */
const whileStopped = async (work: () => Promise<void>): Promise<void> => {
  const { port } = server
  await server.stop()
  await work()
  await startServer(port)
}

beforeAll(async () => {
  place = await temporaryFolder()
  await startServer()
  await ensureDatabase(server.url('postgres'), 'rollcall')
  const masterKey = randomBytes(32)
  const ownerUrl = server.url('rollcall')
  const reopen = () => openDatabases({ ownerUrl, masterKey, sizes: { owner: 2, writer: 4, app: 4 } })
  const databases = await reopen()
  const database = { databases, ownerUrl, masterKey, reopen, drop: () => databases.close() }
  fleet = await testFleet({ database, environment: onKafka() })
})
afterAll(async () => {
  await fleet.end()
  await server.stop()
  await place.remove()
})

const revoke = async (sessionId: string): Promise<void> => {
  const admin = await fleet.signIn('acme', 'admin')
  expect((await admin.post(`/v1/sessions/${sessionId}/revoke`, { reason: 'copied back' })).status).toBe(200)
}
const check = (at: ServedProcess, accessToken: string) =>
  httpClient(at.url, { authorization: `Bearer ${accessToken}` })
    .get('/v1/auth/session')
    .then(({ status }) => status)
const signIn = () => fleet.signIn('acme', 'member', { client: 'web' })
const isAnswered = () => eventually(signIn, 60_000)

it('a database copied back beside running processes and Kafka is noticed, said and read anew; whoever is ended stays ended', async () => {
  const api = await fleet.start(['api', 'realtime', 'sweeper'])
  await Promise.all([fleet.start(['relay']), fleet.start(['projector'])])
  await signIn()
  await whileStopped(() => cp(directory(), copy(), { recursive: true, preserveTimestamps: true }))
  await isAnswered()
  // The timeline that will be lost, and that Kafka keeps.
  for (let time = 0; time < 20; time += 1) await revoke((await signIn()).sessionId)
  const ended = once(api.child, 'exit')
  await whileStopped(async () => {
    await rm(directory(), { recursive: true })
    await cp(copy(), directory(), { recursive: true, preserveTimestamps: true })
  })
  expect(await ended).toEqual([1, null])
  expect(api.output()).toMatch(/gone back/)
  const again = await fleet.start(['api', 'realtime', 'sweeper'])
  await isAnswered()
  const { sessionId, accessToken } = await signIn()
  expect(await check(again, accessToken)).toBe(200)
  await revoke(sessionId)
  expect(await check(again, accessToken)).toBe(401)
  await again.stop()
  const restarted = await fleet.start(['api', 'realtime', 'sweeper'])
  expect(await check(restarted, accessToken)).toBe(401)
  const admin = await fleet.signIn('acme', 'admin')
  await eventually(async () => {
    const { status, body } = await admin.get(`/v1/sessions/${sessionId}`)
    expect([status, (body as { status?: string }).status]).toEqual([200, 'revoked'])
  })
  await eventually(async () => {
    const { code, output, errors } = await runRollcall(['check'], {
      data: join(place.folder, 'data'),
      environment: { ...fleet.environment },
    })
    expect([code, errors], output).toEqual([0, ''])
  })
}, 300_000)
