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

type Setup = autocannon.Options

const perSecond = async (name: string, expected: number, options: Setup): Promise<number> => {
  const result = await autocannon({ connections, duration: seconds, ...options })
  const answers = result.statusCodeStats as Record<string, { count: number }>
  const strays = Object.keys(answers).filter((status) => status !== String(expected))
  if (strays.length > 0) throw new Error(`${name} was answered with ${strays.join(', ')}`)
  return (answers[expected]?.count ?? 0) / result.duration
}

const read = (name: string, url: string, expected = 204) =>
  perSecond(name, expected, { url, pipelining, headers: { authorization } })

/** As many tokens go round as there are connections: each is traded for its successor by whoever is free. */
const waiting = [...refreshTokens]
const refreshing = (): autocannon.Request => ({
  method: 'POST',
  path: '/v1/auth/refresh',
  headers: { 'content-type': 'application/json' },
  setupRequest: (request) => ({ ...request, body: JSON.stringify({ refreshToken: waiting.shift() }) }),
  onResponse: (_status, body) => void waiting.push((JSON.parse(body) as { refreshToken: string }).refreshToken),
})
const revoking = (): autocannon.Request => ({
  method: 'DELETE',
  headers: { authorization },
  setupRequest: (request) => ({ ...request, path: `/v1/me/sessions/${sessionIds.pop() ?? ''}` }),
})

const median = (values: number[]): number => values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0
const measured = new Map<string, number[]>()
const note = (name: string, value: number): void => void measured.set(name, [...(measured.get(name) ?? []), value])

for (let round = 0; round < rounds; round += 1) {
  note('bare node:http, 204', await read('bare', `${targets.bare}/check`))
  note('session check, middleware only, 204', await read('check', `${targets.checkOnly}/check`))
  note('session check, whole chain, 204', await read('chain', `${targets.rollcall}/check`))
  note('GET /v1/auth/session', await read('session', `${targets.rollcall}/v1/auth/session`, 200))
}
note('POST /v1/auth/refresh', await perSecond('refresh', 200, { url: targets.rollcall, requests: [refreshing()] }))
note('DELETE /v1/me/sessions/{id}', await perSecond('revoke', 200, { url: targets.rollcall, requests: [revoking()] }))

const bare = median(measured.get('bare node:http, 204') ?? [])
for (const [name, values] of measured) {
  const value = median(values)
  console.log(
    `${name.padEnd(40)} ${Math.round(value).toString().padStart(8)}/s ${((value / bare) * 100).toFixed(1).padStart(6)} %`,
  )
}
server.disconnect()
await once(server, 'exit')
