import { fork } from 'node:child_process'
import { once } from 'node:events'
import autocannon from 'autocannon'
import { processorSeconds } from '../distributed/support/processorTime.ts'
import type { BenchTargets } from '../support/sessionServer.ts'
import { bench } from './keycloakRealm.ts'

/**
 * `node tests/bench/peers/keycloak.ts [seconds per measurement] [rounds]`: Rollcall and Keycloak, each with a PostgreSQL of its own,
 * asked the same by the same program in turns. Needs Java 17 or newer, Maven, and Maven Central the first time.
 */
const seconds = Number(process.argv[2] ?? 5)
const rounds = Number(process.argv[3] ?? 3)
const connections = 32

const files = { Rollcall: '../support/sessionServer.ts', Keycloak: './keycloakServer.ts' } as const
type Name = keyof typeof files
const begin = (name: Name, ...args: string[]) => fork(new URL(files[name], import.meta.url), args)
/** None is revoked here. */
const revoked = '0'
const servers = { Rollcall: begin('Rollcall', revoked), Keycloak: begin('Keycloak') }
const [[targets], [realm]] = (await Promise.all(Object.values(servers).map((server) => once(server, 'message')))) as [
  [BenchTargets],
  [string],
]

const form = { 'content-type': 'application/x-www-form-urlencoded' }
const formOf = (fields: Record<string, string>): string =>
  new URLSearchParams({ ...bench.client, ...fields }).toString()
interface Tokens {
  access_token: string
  refresh_token: string
}
const tokenUrl = `${realm}/protocol/openid-connect/token`
const signIn = async (): Promise<Tokens> => {
  const body = formOf({ grant_type: 'password', scope: 'openid', ...bench.person })
  const answer = await fetch(tokenUrl, { method: 'POST', headers: form, body })
  if (!answer.ok) throw new Error(`Keycloak's sign-in: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as Tokens
}
const sessions: Tokens[] = []
while (sessions.length < connections * 2) sessions.push(await signIn())

/** Tokens go round: each is traded for its successor by whoever is free. */
const trading = (
  tokens: string[],
  request: autocannon.Request,
  bodyOf: (token: string) => string,
  next: (body: string) => string,
): autocannon.Request => ({
  ...request,
  method: 'POST',
  setupRequest: (made) => ({ ...made, body: bodyOf(tokens.shift() ?? '') }),
  onResponse: (_status, body) => void tokens.push(next(body)),
})

const ours = { authorization: `Bearer ${targets.accessToken}` }
const theirs = { authorization: `Bearer ${sessions[0]!.access_token}` }
const own = trading(
  [...targets.refreshTokens],
  { path: '/v1/auth/refresh', headers: { 'content-type': 'application/json' } },
  (refreshToken) => JSON.stringify({ refreshToken }),
  (body) => (JSON.parse(body) as { refreshToken: string }).refreshToken,
)
const peer = trading(
  sessions.map(({ refresh_token }) => refresh_token),
  { path: new URL(tokenUrl).pathname, headers: form },
  (token) => formOf({ grant_type: 'refresh_token', refresh_token: token }),
  (body) => (JSON.parse(body) as Tokens).refresh_token,
)
const introspection: autocannon.Request = {
  method: 'POST',
  path: `${new URL(realm).pathname}/protocol/openid-connect/token/introspect`,
  headers: form,
  body: formOf({ token: sessions[0]!.access_token }),
}
const rollcall = { url: targets.rollcall }
const keycloak = { url: new URL(realm).origin }
const whole = { ...rollcall, requests: [{ path: '/v1/auth/session', headers: ours }] }
/** What is compared, ours first. */
const pairs: Record<string, Record<Name, autocannon.Options>> = {
  refresh: { Rollcall: { ...rollcall, requests: [own] }, Keycloak: { ...keycloak, requests: [peer] } },
  'session and person / userinfo': {
    Rollcall: whole,
    Keycloak: {
      ...keycloak,
      requests: [{ path: `${new URL(realm).pathname}/protocol/openid-connect/userinfo`, headers: theirs }],
    },
  },
  'session and person / introspection': { Rollcall: whole, Keycloak: { ...keycloak, requests: [introspection] } },
  'is it signed in / introspection': {
    Rollcall: { ...rollcall, requests: [{ path: '/check', headers: ours }] },
    Keycloak: { ...keycloak, requests: [introspection] },
  },
}

interface Measured {
  perSecond: number
  /** Of the server and its PostgreSQL. */
  processorUs: number
}
const measure = async (name: Name, what: string, options: autocannon.Options): Promise<Measured> => {
  const file = files[name].split('/').at(-1)!
  const before = processorSeconds(file)
  const result = await autocannon({ connections, duration: seconds, ...options })
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${what} of ${name}: ${result.non2xx} refused, ${result.errors} failed`)
  const count = result['2xx']
  return { perSecond: count / result.duration, processorUs: ((processorSeconds(file) - before) / count) * 1e6 }
}

const measured = new Map<string, Measured[]>()
const run = async (what: string, name: Name): Promise<Measured> => measure(name, what, pairs[what]![name])
const names = Object.keys(servers) as Name[]
// A Java server is slow until it has compiled what it does often.
for (const what of Object.keys(pairs)) for (const name of names) await run(what, name)
for (let round = 0; round < rounds; round += 1)
  for (const what of Object.keys(pairs))
    for (const name of names) {
      const key = `${name} ${what}`
      measured.set(key, [...(measured.get(key) ?? []), await run(what, name)])
    }

const median = (what: string, name: Name, of: keyof Measured): number => {
  const values = measured.get(`${name} ${what}`)!.map((one) => one[of])
  return values.toSorted((one, other) => one - other)[values.length >> 1]!
}
console.log(`${''.padEnd(36)}   Rollcall   Keycloak  times   processor of both: Rollcall   Keycloak  times`)
for (const what of Object.keys(pairs)) {
  const rates = names.map((name) => median(what, name, 'perSecond'))
  const spent = names.map((name) => median(what, name, 'processorUs'))
  const columns = [
    ...rates.map((rate) => `${Math.round(rate)}/s`.padStart(11)),
    (rates[0]! / rates[1]!).toFixed(1).padStart(7),
    ''.padStart(18),
    ...spent.map((us) => `${Math.round(us)} us`.padStart(11)),
    (spent[1]! / spent[0]!).toFixed(1).padStart(7),
  ]
  console.log(what.padEnd(36) + columns.join(''))
}
for (const server of Object.values(servers)) server.disconnect()
await Promise.all(Object.values(servers).map((server) => once(server, 'exit')))
