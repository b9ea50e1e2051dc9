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
const lasting = (idleSeconds: number, absoluteSeconds: number) => ({ idleSeconds, absoluteSeconds })
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
    lifetimes: { idleSeconds: 2 * hour, absoluteSeconds: null },
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

  it('by the access token’s own', async () => {
    await changePolicy(stack.people, tenant.tenantId, { lifetimes: { accessSeconds: 600 } })
    const session = await login(stack)
    ambient.pass(599_000)
    expect((await current(session)).status).toBe(200)
    ambient.pass(2_000)
    expect((await current(session)).body.code).toBe('not-signed-in')
  })
})
