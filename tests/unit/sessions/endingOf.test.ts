import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  acme,
  login,
  memoryInstallation,
  sessionStack,
  type Installation,
  type Stack,
} from '../../support/sessionStack.ts'
import { testAmbient, type TestAmbient } from '../../support/testAmbient.ts'

let ambient: TestAmbient
let installation: Installation
let stack: Stack
let tenant: Awaited<ReturnType<typeof acme>>
beforeEach(async () => {
  ambient = testAmbient()
  installation = memoryInstallation()
  stack = await sessionStack(installation, ambient)
  tenant = await acme(stack)
})
afterEach(() => stack.stop())

const signIn = async (lifetime: Record<string, number>) => (await login(stack, { lifetime })).body
const refusal = async (sessionId: string, at: number) => {
  const error = await stack.service.refusalAt({ tenantId: tenant.tenantId, sessionId }, at)
  return error && [error.code, error.details.extra]
}

describe('what a holder is refused with at an instant', () => {
  it('is nothing until the session lapses, and how it lapses from then on', async () => {
    ambient.pass(400)
    const { session } = await signIn({ absoluteSeconds: 3 })
    const end = ambient.clock.now() + 3_000
    expect(await refusal(session.id, end - 1)).toBeNull()
    const endedAt = new Date(end).toISOString()
    expect(await refusal(session.id, end)).toEqual(['session-ended', { cause: 'absolute', endedAt }])
  })

  it('is nothing when another process has refreshed the session meanwhile', async () => {
    const { session, refreshToken } = await signIn({ idleSeconds: 600 })
    const idleEnd = Date.parse(session.idleExpiresAt)
    expect(await refusal(session.id, idleEnd)).toMatchObject(['session-ended', { cause: 'idle' }])
    ambient.pass(500_000)
    const other = await sessionStack(installation, ambient)
    expect((await other.call('POST /v1/auth/refresh', { body: { refreshToken } })).status).toBe(200)
    expect(await refusal(session.id, idleEnd)).toBeNull()
    await other.stop()
  })

  it('is how it was ended, in words for its person; and nothing of a session that never was', async () => {
    const { session } = await signIn({})
    const metadata = { tenantId: tenant.tenantId, ...tenant.origin }
    const because = { cause: 'admin', reason: 'secret', message: 'Call us.', ticket: null, operationId: null } as const
    await stack.service.revokeSession({ sessionId: session.id, ...because }, metadata)
    const endedAt = new Date(ambient.clock.now()).toISOString()
    const told = { cause: 'admin', message: 'Call us.', endedAt }
    expect(await refusal(session.id, ambient.clock.now())).toEqual(['session-ended', told])
    expect(await refusal(ambient.random.id(), ambient.clock.now())).toBeNull()
  })
})
