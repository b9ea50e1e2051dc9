import { fork } from 'node:child_process'
import { once } from 'node:events'
import autocannon from 'autocannon'
import type { BenchTargets } from './support/sessionServer.ts'

/** `node tests/bench/sessions.ts [seconds per measurement] [rounds]`: requests per second over HTTP, median over the rounds. */
const seconds = Number(process.argv[2] ?? 3)
const rounds = Number(process.argv[3] ?? 3)
const connections = 64
/** So that one load generator can keep one server busy; the same for every read. */
const pipelining = 8

const server = fork(new URL('./support/sessionServer.ts', import.meta.url))
const [targets] = (await once(server, 'message')) as [BenchTargets]
const { accessToken, refreshTokens, sessionIds } = targets
const authorization = `Bearer ${accessToken}`

interface Measured {
  perSecond: number
  /** Microseconds of the server's processor time for one request: steadier than the rate on a machine that does other things too. */
  processorUs: number
}

const processorUs = async (): Promise<number> => {
  const answer = once(server, 'message') as Promise<[number]>
  server.send('processor')
  return (await answer)[0]
}

const measure = async (name: string, expected: number, options: autocannon.Options): Promise<Measured> => {
  const before = await processorUs()
  const result = await autocannon({ connections, duration: seconds, ...options })
  const answers = result.statusCodeStats as Record<string, { count: number }>
  const strays = Object.keys(answers).filter((status) => status !== String(expected))
  if (strays.length > 0) throw new Error(`${name} was answered with ${strays.join(', ')}`)
  const count = answers[expected]?.count ?? 0
  return { perSecond: count / result.duration, processorUs: ((await processorUs()) - before) / count }
}

const read =
  (path: string, expected = 204) =>
  (name: string) =>
    measure(name, expected, { url: path, pipelining, headers: { authorization } })

/** As many tokens go round as there are connections: each is traded for its successor by whoever is free. */
const waiting = [...refreshTokens]
const refreshing: autocannon.Request = {
  method: 'POST',
  path: '/v1/auth/refresh',
  headers: { 'content-type': 'application/json' },
  setupRequest: (request) => ({ ...request, body: JSON.stringify({ refreshToken: waiting.shift() }) }),
  onResponse: (_status, body) => void waiting.push((JSON.parse(body) as { refreshToken: string }).refreshToken),
}
const revoking: autocannon.Request = {
  method: 'DELETE',
  headers: { authorization },
  setupRequest: (request) => ({ ...request, path: `/v1/me/sessions/${sessionIds.pop() ?? ''}` }),
}
const command = (request: autocannon.Request) => (name: string) =>
  measure(name, 200, { url: targets.rollcall, requests: [request] })

const bare = 'bare node:http, 204'
const cases: Record<string, (name: string) => Promise<Measured>> = {
  [bare]: read(`${targets.bare}/check`),
  'session check, middleware only, 204': read(`${targets.checkOnly}/check`),
  'session check, whole chain, 204': read(`${targets.rollcall}/check`),
  'GET /v1/auth/session': read(`${targets.rollcall}/v1/auth/session`, 200),
  'POST /v1/auth/refresh': command(refreshing),
  'DELETE /v1/me/sessions/{id}': command(revoking),
}

const measured = new Map<string, Measured[]>()
for (let round = 0; round < rounds; round += 1)
  for (const [name, run] of Object.entries(cases)) measured.set(name, [...(measured.get(name) ?? []), await run(name)])

const median = (name: string, of: keyof Measured): number => {
  const values = (measured.get(name) ?? []).map((one) => one[of]).sort((one, other) => one - other)
  return values[values.length >> 1] ?? 0
}
const percent = (part: number, whole: number) => `${((part / whole) * 100).toFixed(1).padStart(6)} %`

console.log(`${''.padEnd(40)} requests/s   of bare   processor   of bare`)
for (const name of measured.keys()) {
  const [rate, spent] = [median(name, 'perSecond'), median(name, 'processorUs')]
  const rates = `${Math.round(rate).toString().padStart(8)}/s ${percent(rate, median(bare, 'perSecond'))}`
  const processor = `${Math.round(spent).toString().padStart(8)} us ${percent(median(bare, 'processorUs'), spent)}`
  console.log(`${name.padEnd(40)} ${rates} ${processor}`)
}
server.disconnect()
await once(server, 'exit')
