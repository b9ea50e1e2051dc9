import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { httpClient } from '../../support/httpClient.ts'
import { testRollcall, type TestRollcall } from '../../support/rollcall.ts'

let rollcall: TestRollcall
beforeAll(async () => {
  rollcall = await testRollcall({ slugs: ['acme'] })
})
afterAll(() => rollcall.stop())

describe('the rules of a tenant, as one of its people reads them', () => {
  it('are what the policy says to them, in whatever application they use', async () => {
    const usual = { idleSeconds: 604_800, absoluteSeconds: 2_592_000 }
    // Who does not ask a browser to be kept signed in is signed out after twelve hours without use.
    for (const [client, idleSeconds] of [
      ['dashboard', 43_200],
      ['web', 604_800],
    ] as const) {
      const member = await rollcall.signIn('acme', 'member', client === 'dashboard' ? {} : { client })
      expect((await member.get('/v1/me/policy')).body).toMatchObject({
        version: 1,
        lifetimes: { ...usual, idleSeconds, remembered: usual },
        limits: { sessions: null, perDeviceType: {}, inThisApplication: null },
        restricted: { countries: false, networks: false, addresses: false },
        secondFactor: { isNeeded: false, methods: ['totp', 'webauthn'] },
        passwords: { minimumLength: 8 },
      })
    }
  })

  it('are those of the application where it has shorter lifetimes of its own', async () => {
    const admin = await rollcall.signIn('acme', 'admin')
    await admin.send('PATCH', '/v1/applications/mobile', { lifetimes: { absoluteSeconds: 86_400 } })
    const [there, elsewhere] = await Promise.all(
      ['mobile', 'web'].map((client) => rollcall.signIn('acme', 'member', { client })),
    )
    const absolute = async (client: typeof there) =>
      ((await client!.get('/v1/me/policy')).body as { lifetimes: { absoluteSeconds: number } }).lifetimes
        .absoluteSeconds
    expect([await absolute(there), await absolute(elsewhere)]).toEqual([86_400, 2_592_000])
  })

  it('are for nobody who is not signed in', async () => {
    expect((await httpClient(rollcall.url).get('/v1/me/policy')).status).toBe(401)
  })
})
