import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { openDatabases } from '#services/postgres/databases.ts'
import { testFleet } from '../support/fleet.ts'
import { httpClient, type HttpClient } from '../support/httpClient.ts'
import { realAmbient } from '../support/realAmbient.ts'
import { emailOf } from '../support/rollcall.ts'
import { benchDatabase } from './support/benchDatabase.ts'
import { type BenchGuard, benchGuard } from './support/benchGuard.ts'

/**
 * `node tests/bench/guards.ts [revocations] [guards]`: from the acknowledgement of a forced logout to each guard that is told of it, beside
 * the same over bare node:http; then the rest of the revocations while guards lose their connections at random and every process is
 * killed and started again, after which each guard must know every ending and no other.
 */
const count = Number(process.argv[2] ?? 10_000)
const guardCount = Number(process.argv[3] ?? 100)
const steady = Math.min(300, Math.floor(count / 2))
const atOnce = 8
const roles = ['api', 'realtime', 'projector', 'detector', 'sweeper'] as const

const owned = await benchDatabase()
const { databases, ownerUrl, masterKey, stop: drop } = owned
const reopen = () => openDatabases({ ownerUrl, masterKey })
const fleet = await testFleet({ database: { databases, ownerUrl, masterKey, reopen, drop } })
await Promise.all([fleet.start(roles), fleet.start(roles)])
const anyProcess = (): string => {
  const running = fleet.processes()
  return running[Math.floor(Math.random() * running.length)]?.url ?? 'http://127.0.0.1:9'
}

const order = { tenantId: fleet.tenantId('acme'), keyId: realAmbient.random.id(), name: 'bench', expiresAt: null }
const { key } = await fleet.tenants.commands.issueApiKey(
  { ...order, owner: { kind: 'application', clientId: 'web' }, scopes: ['guard', 'sessions'] },
  { actor: { kind: 'admin', id: realAmbient.random.id() }, correlationId: 'bench', context: null },
)
const keyed = { 'rollcall-key': key! }

const startSession = async (place: number): Promise<string> => {
  const { status, body } = await httpClient(anyProcess(), keyed).post('/v1/sessions', {
    userRef: 'member',
    ...(place === 0 ? { email: emailOf('member', 'acme') } : {}),
    client: 'web',
    authMethods: ['pwd'],
    context: { ip: '198.51.100.7' },
  })
  if (status !== 201) throw new Error(`A session was answered with ${status}: ${JSON.stringify(body)}`)
  return (body as { session: { id: string } }).session.id
}
const sessionIds = [await startSession(0)]
while (sessionIds.length < count + atOnce)
  sessionIds.push(...(await Promise.all(Array.from({ length: atOnce }, (_, place) => startSession(place + 1)))))
const spared = sessionIds.splice(count)

interface Lane {
  name: string
  guards: BenchGuard[]
  delays: number[]
  end: (sessionId: string) => Promise<number>
}
const endedAt = new Map<string, number>()
const lane = (name: string, url: () => string, end: Lane['end']): Lane => {
  const delays: number[] = []
  const onEnded = (sessionId: string, at: number): void => {
    const since = endedAt.get(`${name} ${sessionId}`)
    if (since !== undefined) delays.push(at - since)
  }
  const guardOf = (): BenchGuard => benchGuard({ url, headers: keyed, onEnded })
  return { name, guards: Array.from({ length: guardCount }, guardOf), delays, end }
}
const post = async (http: HttpClient, path: string): Promise<number> =>
  (await http.post(path, { reason: 'bench' })).status
const { accessToken } = await fleet.signIn('acme', 'admin')
const revoke = (sessionId: string): Promise<number> =>
  post(httpClient(anyProcess(), { authorization: `Bearer ${accessToken}` }), `/v1/sessions/${sessionId}/revoke`)

const server: ChildProcess = fork(new URL('./support/bareEventServer.ts', import.meta.url))
const [{ url: bareUrl }] = (await once(server, 'message')) as [{ url: string }]
let named = 0
const rollcall = lane('Rollcall', () => `${anyProcess()}/v1/revocations?guard=bench-${named++ % guardCount}`, revoke)
const bare = lane(
  'bare node:http',
  () => bareUrl,
  (sessionId) => post(httpClient(bareUrl), `/${sessionId}`),
)
await Promise.all(rollcall.guards.map(({ next }) => next('beat')))
await pause(500)

/** Milliseconds from sending the request, so that what comes before its answer counts too. */
const endOne = async ({ name, end }: Lane, sessionId: string): Promise<void> => {
  endedAt.set(`${name} ${sessionId}`, performance.now())
  const status = await end(sessionId)
  if (status !== 200) throw new Error(`A revocation was answered with ${status}`)
}
for (const sessionId of sessionIds.slice(0, steady))
  for (const each of [bare, rollcall]) {
    await endOne(each, sessionId)
    await pause(20 * Math.random())
  }
await pause(1_500)
const steadyDelays = new Map([bare, rollcall].map(({ name, delays }) => [name, delays.splice(0)]))
bare.guards.forEach(({ stop }) => stop())

const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * share) - 1)] ?? Number.NaN
const show = (milliseconds: number): string => milliseconds.toFixed(1).padStart(8)

let isOver = false
const disturb = async (): Promise<void> => {
  while (!isOver) {
    rollcall.guards[Math.floor(Math.random() * guardCount)]!.cut()
    await pause(50 * Math.random())
  }
}
const restartAll = async (): Promise<void> => {
  for (const each of fleet.processes()) {
    await pause(1_000)
    await each.kill()
    await fleet.start(roles)
  }
}
const ending = async (queue: string[]): Promise<void> => {
  for (let sessionId = queue.pop(); sessionId !== undefined; sessionId = queue.pop()) {
    endedAt.set(`Rollcall ${sessionId}`, performance.now())
    // A process that was killed answers nobody: the same again, as a person would.
    while ((await revoke(sessionId).catch(() => 0)) !== 200) await pause(50)
  }
}
const began = performance.now()
const queue = sessionIds.slice(steady)
const disturbing = disturb()
await Promise.all([restartAll(), ...Array.from({ length: atOnce }, () => ending(queue))])
const seconds = (performance.now() - began) / 1000
isOver = true
await disturbing
await Promise.all(rollcall.guards.map(({ next }) => next('beat')))
await Promise.all(rollcall.guards.map(({ next }) => next('beat')))

const missed = rollcall.guards.flatMap(({ ended }) => sessionIds.filter((sessionId) => !ended.has(sessionId)))
const known = new Set(sessionIds)
const invented = rollcall.guards.flatMap(({ ended }) => [...ended].filter((sessionId) => !known.has(sessionId)))
const reconnects = rollcall.guards.reduce((total, each) => total + each.reconnects(), 0)

console.log(`\n${steady} forced logouts, one after the other, ${guardCount} guards: request sent -> guard told`)
for (const [name, delays] of steadyDelays)
  console.log(`${name.padEnd(16)} p50 ${show(percentile(delays, 0.5))} ms  p99 ${show(percentile(delays, 0.99))} ms`)
console.log(
  `\n${count - steady} forced logouts by ${atOnce} at once in ${seconds.toFixed(0)} s, ${reconnects} reconnects, every process killed and started again:`,
)
console.log(
  `Rollcall         p50 ${show(percentile(rollcall.delays, 0.5))} ms  p99 ${show(percentile(rollcall.delays, 0.99))} ms  missed ${missed.length}  invented ${invented.length} of ${guardCount * count}`,
)
rollcall.guards.forEach(({ stop }) => stop())
if (server.connected) server.disconnect()
await fleet.end()
process.exit(missed.length + invented.length + spared.filter((sessionId) => known.has(sessionId)).length === 0 ? 0 : 1)
