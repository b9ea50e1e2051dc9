import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { besideRollcall, type BesideRollcall } from '../../support/besideRollcall.ts'
import { guardClient, type GuardClient, hasBeat } from '../../support/guardClient.ts'
import { httpClient } from '../../support/httpClient.ts'
import { emailOf, testRollcall, type SignedInClient, type TestRollcall } from '../../support/rollcall.ts'

let rollcall: TestRollcall
let admin: SignedInClient
let key: string
let processes: BesideRollcall[] = []
let turn = 0

const guardCount = 12
const sessionCount = 90

beforeAll(async () => {
  rollcall = await testRollcall()
  admin = await rollcall.signIn('acme', 'admin')
  key = await rollcall.apiKey('acme', ['guard', 'sessions'])
  processes = [await besideRollcall(rollcall), await besideRollcall(rollcall)]
})
afterAll(async () => {
  await Promise.all(processes.map(({ stop }) => stop()))
  await rollcall.stop()
})

const restart = async (places: readonly number[]): Promise<void> => {
  await Promise.all(places.map((place) => processes[place]!.stop()))
  for (const place of places) processes[place] = await besideRollcall(rollcall)
}
const anyUrl = (): string => processes[turn++ % processes.length]!.url

const startSessions = async (): Promise<string[]> => {
  const http = httpClient(rollcall.url, { 'rollcall-key': key })
  const sessionIds: string[] = []
  for (let started = 0; started < sessionCount; started += 1) {
    const { status, body } = await http.post('/v1/sessions', {
      userRef: 'their-member',
      ...(started === 0 ? { email: emailOf('member', 'acme') } : {}),
      client: 'web',
      authMethods: ['pwd'],
      context: { ip: '198.51.100.7' },
    })
    expect(status).toBe(201)
    sessionIds.push((body as { session: { id: string } }).session.id)
  }
  return sessionIds
}

/** Keeps a guard connected; it loses its connection now and then, at random or because a process went. */
const keepConnected = async (guard: GuardClient, signal: AbortSignal): Promise<void> => {
  while (!signal.aborted) {
    const status = await guard.reconnect().catch(() => 0)
    if (status !== 200) {
      await new Promise((resolve) => setTimeout(resolve, 20))
      continue
    }
    const timer = setTimeout(guard.cut, 100 + Math.random() * 900)
    await guard.over()
    clearTimeout(timer)
  }
}

describe('many guards that lose their connections, while processes restart', () => {
  it('each learn of every ending, and of none that did not happen', { timeout: 240_000 }, async () => {
    const sessionIds = await startSessions()
    const spared = new Set(sessionIds.splice(0, 10))
    const guards = Array.from({ length: guardCount }, (_, place) =>
      guardClient({ url: anyUrl, key, name: `guard-${place}` }),
    )
    const stopping = new AbortController()
    const keeping = guards.map((guard) => keepConnected(guard, stopping.signal))
    const restarts: Promise<void>[] = []
    for (const [place, sessionId] of sessionIds.entries()) {
      const { status } = await admin.post(`/v1/sessions/${sessionId}/revoke`, { reason: 'a test' })
      expect(status).toBe(200)
      if (place === 20) restarts.push(restart([0]))
      if (place === 50) {
        await Promise.all(restarts)
        restarts.push(restart([0, 1]))
      }
    }
    await Promise.all(restarts)
    stopping.abort()
    guards.forEach((guard) => guard.cut())
    await Promise.all(keeping)
    for (const guard of guards) {
      expect(await guard.reconnect()).toBe(200)
      await guard.until(hasBeat)
      expect(sessionIds.filter((sessionId) => !guard.ended.has(sessionId))).toEqual([])
      expect([...guard.ended.keys()].filter((sessionId) => spared.has(sessionId))).toEqual([])
      expect(guard.ended.size).toBe(sessionIds.length)
      guard.cut()
    }
  })
})
