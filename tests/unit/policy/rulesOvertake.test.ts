import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import type { Tenant } from '#services/ports/identity.ts'
import { changePolicy } from '../../support/changedPolicy.ts'
import { acme, login, memoryInstallation, sessionStack, type Stack } from '../../support/sessionStack.ts'
import { testAmbient, type TestAmbient } from '../../support/testAmbient.ts'

const hour = 3_600

let ambient: TestAmbient
let one: Stack
let late: Stack
let tenantId: string
/** What the late process believes of the tenant until it has appended something. Null: the truth. */
let believed: Tenant | null
beforeEach(async () => {
  ambient = testAmbient()
  believed = null
  const installation = memoryInstallation()
  one = await sessionStack(installation, ambient)
  const { directory } = one.people
  const { store } = installation
  const append: EventStore['append'] = async (...of) => {
    const appended = await store.append(...of)
    believed = null
    return appended
  }
  late = await sessionStack({ ...installation, store: { ...store, append } }, ambient, {
    directory: { ...directory, tenant: async (id) => believed ?? directory.tenant(id) },
  })
  tenantId = (await acme(one)).tenantId
})
afterEach(async () => {
  await late.stop()
  await one.stop()
})

const lasting = (absoluteSeconds: number) => ({
  lifetimes: { absoluteSeconds, remembered: { idleSeconds: 24 * hour, absoluteSeconds } },
})
/** A session that has lasted ten hours when the rules change, which the late process does not hear. */
const refreshedAfter = async (change: Parameters<typeof changePolicy>[2]) => {
  const { body } = await login(one)
  ambient.pass(10 * hour * 1_000)
  const before = await one.people.directory.tenant(tenantId)
  await changePolicy(one.people, tenantId, change)
  believed = before
  ambient.pass(1_000)
  return late.call('POST /v1/auth/refresh', { body: { refreshToken: body.refreshToken } })
}

describe('a refresh that is decided before its process hears of new rules', () => {
  it('brings no token to a session that they had ended', async () => {
    const { status, body } = await refreshedAfter(lasting(8 * hour))
    expect([status, body]).toMatchObject([401, { code: 'session-ended', cause: 'policy' }])
    expect(believed).toBeNull()
  })

  it('brings tokens that end with the session where they only shorten it', async () => {
    const { status, body } = await refreshedAfter(lasting(10 * hour + 60))
    expect(status).toBe(200)
    expect(Date.parse(String(body['accessExpiresAt'])) - ambient.clock.now()).toBe(59_000)
  })
})
