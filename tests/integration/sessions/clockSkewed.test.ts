import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { besideRollcall, type BesideRollcall } from '../../support/besideRollcall.ts'
import { httpClient } from '../../support/httpClient.ts'
import { realAmbient } from '../../support/realAmbient.ts'
import { emailOf, password, testRollcall, type TestRollcall } from '../../support/rollcall.ts'

const hourMs = 3_600_000
const credentials = {
  tenant: 'acme',
  email: emailOf('member', 'acme'),
  password,
  client: 'mobile',
  transport: 'bearer',
}

describe.each([
  ['fast', hourMs],
  ['slow', -hourMs],
])('a process whose clock is an hour %s', (_how, byMs) => {
  let right: TestRollcall
  let wrong: BesideRollcall
  beforeAll(async () => {
    right = await testRollcall()
    const clock = { now: () => Date.now() + byMs }
    wrong = await besideRollcall(right, undefined, { ...realAmbient, clock })
  })
  afterAll(async () => {
    await wrong.stop()
    await right.stop()
  })

  it('refuses sign-in, refresh and activity, ends nothing, and the others go on', async () => {
    const { body } = await httpClient(right.url).post('/v1/auth/login', credentials)
    const { accessToken, refreshToken } = body as { accessToken: string; refreshToken: string }
    const head = await right.head()
    const there = httpClient(wrong.url, { authorization: `Bearer ${accessToken}` })
    const refused = { status: 503, body: { code: 'clock-skewed' } }
    expect(await there.post('/v1/auth/login', credentials)).toMatchObject(refused)
    expect(await there.post('/v1/auth/refresh', { refreshToken })).toMatchObject(refused)
    if (byMs < 0) expect(await there.post('/v1/auth/session/activity')).toMatchObject(refused)
    expect(await right.head()).toBe(head)
    expect((await httpClient(right.url).post('/v1/auth/refresh', { refreshToken })).status).toBe(200)
  })
})
