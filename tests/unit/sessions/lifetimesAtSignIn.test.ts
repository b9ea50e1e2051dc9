import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Policy } from '#events/tenant/policy/sections.ts'
import { changePolicy } from '../../support/changedPolicy.ts'
import { acme, login, memoryInstallation, type Reply, sessionStack, type Stack } from '../../support/sessionStack.ts'
import { testAmbient, type TestAmbient } from '../../support/testAmbient.ts'

let ambient: TestAmbient
let stack: Stack
let tenant: Awaited<ReturnType<typeof acme>>
beforeEach(async () => {
  ambient = testAmbient()
  stack = await sessionStack(memoryInstallation(), ambient)
  tenant = await acme(stack)
})
afterEach(() => stack.stop())

const hour = 3_600
const role = { kind: 'role', role: 'member' } as const
const phone = { kind: 'application', clientId: 'phone' } as const
const refresh = ({ body }: Reply) =>
  stack.call('POST /v1/auth/refresh', { body: { refreshToken: body.refreshToken, active: false } })
const current = ({ body }: Reply) => stack.call('GET /v1/auth/session', { token: body.accessToken })

interface Case {
  name: string
  lifetimes: Partial<Policy['lifetimes']>
  remember?: boolean
  /** What ends the session, and after how many seconds. */
  ends: ['idle' | 'absolute', number]
}
const lasting = (idleSeconds: number, absoluteSeconds: number | null) => ({ idleSeconds, absoluteSeconds })
const cases: Case[] = [
  { name: 'the usual idle time', lifetimes: lasting(2 * hour, 9 * hour), ends: ['idle', 2 * hour] },
  { name: 'the usual end', lifetimes: lasting(9 * hour, 9 * hour), ends: ['absolute', 9 * hour] },
  {
    name: 'the idle time of those who are remembered',
    lifetimes: { ...lasting(hour, 9 * hour), remembered: lasting(5 * hour, 9 * hour) },
    remember: true,
    ends: ['idle', 5 * hour],
  },
  {
    name: 'the end of those who are remembered',
    lifetimes: { ...lasting(hour, 9 * hour), remembered: lasting(7 * hour, 7 * hour) },
    remember: true,
    ends: ['absolute', 7 * hour],
  },
  {
    name: 'a role’s own',
    lifetimes: { ...lasting(hour, 9 * hour), overrides: [{ whose: role, rules: { idleSeconds: 3 * hour } }] },
    ends: ['idle', 3 * hour],
  },
  {
    name: 'the stricter of a role’s and an application’s',
    lifetimes: {
      ...lasting(hour, 9 * hour),
      overrides: [
        { whose: role, rules: lasting(6 * hour, 6 * hour) },
        { whose: phone, rules: lasting(8 * hour, 4 * hour) },
      ],
    },
    ends: ['absolute', 4 * hour],
  },
  {
    name: 'the idle time where there is no other end',
    lifetimes: lasting(2 * hour, null),
    ends: ['idle', 2 * hour],
  },
]

describe('a session lasts, to the second, as long as the rules give it', () => {
  it.each(cases)('by $name', async ({ lifetimes, remember, ends: [kind, seconds] }) => {
    await changePolicy(stack.people, tenant.tenantId, { lifetimes })
    const session = await login(stack, { remember })
    ambient.pass((seconds - 1) * 1000)
    const before = await refresh(session)
    expect(before.status).toBe(200)
    ambient.pass(2_000)
    const after = await refresh(before)
    expect([after.status, after.body]).toMatchObject([401, { code: 'session-ended', cause: kind }])
  })

  it('until signed out where the rules say so, for as long as it is used', async () => {
    const idle = 30 * 24 * hour
    await changePolicy(stack.people, tenant.tenantId, { lifetimes: lasting(idle, null) })
    let session = await login(stack)
    expect(session.body.session).toMatchObject({ absoluteExpiresAt: null })
    for (let month = 0; month < 26; month += 1) {
      ambient.pass((idle - 1) * 1_000)
      session = await stack.call('POST /v1/auth/refresh', { body: { refreshToken: session.body.refreshToken } })
      expect(session.status).toBe(200)
      expect(session.body.refreshExpiresAt).toBe(new Date(ambient.clock.now() + idle * 1_000).toISOString())
    }
    ambient.pass((idle + 1) * 1_000)
    expect((await refresh(session)).body).toMatchObject({ code: 'session-ended', cause: 'idle' })
  })

  it('as the application wishes where that is shorter, also where the rules name no end', async () => {
    await changePolicy(stack.people, tenant.tenantId, { lifetimes: lasting(2 * hour, null) })
    const session = await login(stack, { lifetime: { absoluteSeconds: hour } })
    ambient.pass((hour - 1) * 1_000)
    const before = await refresh(session)
    expect(before.status).toBe(200)
    ambient.pass(2_000)
    expect((await refresh(before)).body).toMatchObject({ code: 'session-ended', cause: 'absolute' })
  })

  it('by the access token’s own', async () => {
    await changePolicy(stack.people, tenant.tenantId, { lifetimes: { accessSeconds: 600 } })
    const session = await login(stack)
    ambient.pass(599_000)
    expect((await current(session)).status).toBe(200)
    ambient.pass(2_000)
    expect((await current(session)).body.code).toBe('not-signed-in')
  })
})
