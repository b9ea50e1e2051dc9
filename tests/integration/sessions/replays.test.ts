import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Policy } from '#events/tenant/policy/sections.ts'
import { besideRollcall, type BesideRollcall } from '../../support/besideRollcall.ts'
import { changePolicy } from '../../support/changedPolicy.ts'
import { type HttpAnswer, type HttpClient, httpClient } from '../../support/httpClient.ts'
import { emailOf, password, type SignedInClient, testRollcall, type TestRollcall } from '../../support/rollcall.ts'

let one: TestRollcall
let other: BesideRollcall
let admin: SignedInClient
let processes: HttpClient[]
beforeAll(async () => {
  one = await testRollcall({ slugs: ['acme'] })
  other = await besideRollcall(one)
  admin = await one.signIn('acme', 'admin')
  processes = [one, other].map(({ url }) => httpClient(url))
}, 300_000)
afterAll(async () => {
  await other.stop()
  await one.stop()
})

const at = (place: number): HttpClient => processes[place % 2]!
const codesOf = (answers: readonly HttpAnswer[]): (string | number)[] =>
  answers.map(({ status, body }) => (status === 200 ? status : (body as { code: string }).code)).toSorted()

describe('one choice of sessions to end, handed in ten times at once, at two processes', () => {
  it('signs in once', async () => {
    await changePolicy(one.rollcall.tenants, one.tenantId('acme'), { limits: { perPerson: 1, whenReached: 'refuse' } })
    const login = { tenant: 'acme', email: emailOf('member', 'acme'), password, client: 'web', transport: 'bearer' }
    const first = (await at(0).post('/v1/auth/login', login)).body as { session: { id: string } }
    const { choice } = (await at(1).post('/v1/auth/login', login)).body as { choice: string }
    const body = { choice, end: [first.session.id] }
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, place) => at(place).post('/v1/auth/login/choose', body)),
    )
    expect(codesOf(answers).filter((code) => code === 200)).toHaveLength(1)
    expect(codesOf(answers).filter((code) => ![200, 'challenge-ended', 'busy'].includes(code))).toEqual([])
    await expect
      .poll(async () => (await admin.get('/v1/sessions/count?filter=status:active%20client:web')).body)
      .toMatchObject({ total: 1 })
  })
})

describe('changes of the rules that were made for the same version, at two processes at once', () => {
  it('are one change; the others learn that they are late', async () => {
    const { body, headers } = await admin.get('/v1/policy')
    const { policy, version } = body as { policy: Policy; version: number }
    const authorization = `Bearer ${admin.accessToken}`
    const changed = (place: number): Policy => ({ ...policy, texts: { neutralMessage: `Text ${place}` } })
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, place) => {
        const asked = { authorization, 'if-match': headers.get('etag')! }
        return at(place).send('PUT', '/v1/policy', { policy: changed(place), confirm: 0 }, asked)
      }),
    )
    expect(codesOf(answers)).toEqual([200, ...Array.from({ length: 5 }, () => 'wrong-version')])
    const now = (await admin.get('/v1/policy')).body as { policy: Policy; version: number }
    const kept = answers.findIndex(({ status }) => status === 200)
    expect([now.version, now.policy]).toEqual([version + 1, changed(kept)])
  })
})
