import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Policy } from '#events/tenant/policy/sections.ts'
import { besideRollcall, type BesideRollcall } from '../../support/besideRollcall.ts'
import { changePolicy } from '../../support/changedPolicy.ts'
import { type HttpClient, httpClient } from '../../support/httpClient.ts'
import { emailOf, testRollcall, type SignedInClient, type TestRollcall } from '../../support/rollcall.ts'

const rounds = Number(process.env['RACE_ROUNDS'] ?? 1)
const atOnce = 50
const most = 3
const raceMs = 600_000 + rounds * 60_000

let one: TestRollcall
let other: BesideRollcall
let analyst: SignedInClient
let processes: HttpClient[]
beforeAll(async () => {
  one = await testRollcall({ slugs: ['acme'] })
  other = await besideRollcall(one)
  analyst = await one.signIn('acme', 'analyst')
  const key = await one.apiKey('acme', ['sessions'])
  processes = [one, other].map(({ url }) => httpClient(url, { 'rollcall-key': key }))
}, 300_000)
afterAll(async () => {
  await other.stop()
  await one.stop()
})

const setLimits = (limits: Partial<Policy['limits']>) =>
  changePolicy(one.rollcall.tenants, one.tenantId('acme'), { limits })

const begin = (client: HttpClient) =>
  client.post('/v1/sessions', {
    userRef: 'member',
    email: emailOf('member', 'acme'),
    context: { ip: '203.0.113.7', userAgent: 'Mozilla/5.0' },
    authMethods: ['pwd'],
  })

/** How many of the person's sessions were live after each event of the log, and in the end. */
const livesOf = async (): Promise<{ highest: number; last: number }> => {
  const { rows } = await one.database.databases.writer.query<{ stream: string; type: string }>(
    `select stream, type from events where stream in
       (select stream from events where stream like 'session-%' and type = 'SessionStarted' and subject = $1) order by position`,
    [one.userId('acme', 'member')],
  )
  const live = new Set<string>()
  let highest = 0
  for (const { stream, type } of rows) {
    if (type === 'SessionStarted') live.add(stream)
    if (['SessionRevoked', 'SessionLoggedOut', 'SessionExpired'].includes(type)) live.delete(stream)
    highest = Math.max(highest, live.size)
  }
  return { highest, last: live.size }
}
const endAll = () =>
  analyst.post(`/v1/users/${one.userId('acme', 'member')}/revoke-sessions`, { reason: 'the next round' })

describe(`${atOnce} sign-ins of one person at the same time, at two processes`, () => {
  it.each(['refuse', 'end-oldest', 'end-least-recent'] as const)(
    'never have more than the limit allows, and in the end exactly that: %s',
    { timeout: raceMs },
    async (whenReached) => {
      for (let round = 0; round < rounds; round += 1) {
        await setLimits({ perPerson: most, whenReached })
        const racing = Array.from({ length: atOnce }, (_, at) => begin(processes[at % 2]!))
        const statuses = (await Promise.all(racing)).map(({ status }) => status)
        const granted = statuses.filter((status) => status === 201).length
        expect([...new Set(statuses)].filter((status) => ![201, 409, 503].includes(status))).toEqual([])
        if (whenReached === 'refuse') expect(granted).toBe(most)
        expect(granted).toBeGreaterThanOrEqual(most)
        expect(await livesOf()).toEqual({ highest: most, last: most })
        await endAll()
        await expect.poll(async () => (await livesOf()).last, { timeout: 30_000 }).toBe(0)
      }
    },
  )
})

describe(`${atOnce} sign-ins at the same time at the cap of a whole tenant, at two processes`, () => {
  it('let in as many as there is room for, and no more', { timeout: raceMs }, async () => {
    // The analyst who ends sessions here has one too.
    const others = 1
    for (let round = 0; round < rounds; round += 1) {
      await setLimits({ tenantWide: most + others })
      const answers = await Promise.all(Array.from({ length: atOnce }, (_, at) => begin(processes[at % 2]!)))
      const codes = answers.map(({ status, body }) => (status === 201 ? 'granted' : (body as { code: string }).code))
      expect(codes.filter((code) => code === 'granted')).toHaveLength(most)
      // The log of one person's refusals takes one after the other, and not for long.
      expect(codes.filter((code) => !['granted', 'session-limit', 'busy'].includes(code))).toEqual([])
      expect(codes).toContain('session-limit')
      expect((await livesOf()).last).toBe(most)
      await endAll()
      await expect.poll(async () => (await livesOf()).last, { timeout: 30_000 }).toBe(0)
    }
  })
})
