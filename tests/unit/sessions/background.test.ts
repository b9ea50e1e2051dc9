import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Recorded } from '#events/envelope.ts'
import type { RollcallEvent } from '#events/catalogue.ts'
import {
  acme,
  login,
  memoryInstallation,
  sessionStack,
  type Installation,
  type Stack,
} from '../../support/sessionStack.ts'
import { foldedViews } from '../../support/foldedViews.ts'
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

const eventsOf = async <Type extends RollcallEvent['type']>(type: Type) =>
  (await installation.store.readAll({ after: 0, limit: 10_000 })).filter(
    (event): event is Recorded<Extract<RollcallEvent, { type: Type }>> & Recorded<RollcallEvent> => event.type === type,
  )
const signIn = async (change = {}) => (await login(stack, change)).body
const restart = async (change = {}) => {
  await stack.stop()
  stack = await sessionStack(installation, ambient, change)
}
const asleep = { undrainedSessions: async () => ({ position: 0, sessions: [] }) }
const because = { reason: 'left', message: 'Bye.', ticket: 'T-9' }
const metadata = () => ({ tenantId: tenant.tenantId, ...tenant.origin })

describe('the drain', () => {
  it('carries cause, words, actor and operation of the ending into each session', async () => {
    const session = await signIn()
    const operationId = '01890000-0000-7000-8000-0000000000ff'
    const command = { userId: tenant.userId, except: [], cause: 'operation', ...because, operationId } as const
    await stack.service.invalidateSessions(command, metadata())
    await expect.poll(() => eventsOf('SessionRevoked')).toHaveLength(1)
    const [revoked] = await eventsOf('SessionRevoked')
    const [invalidated] = await eventsOf('SessionsInvalidated')
    expect(revoked).toMatchObject({
      data: { sessionId: session.session.id, cause: 'operation', ...because, operationId },
      actor: tenant.origin.actor,
      causationId: invalidated!.id,
    })
  })

  it('says disabled after a disabling and credential after a new password', async () => {
    const bob = await tenant.add('bob@acme.test')
    await signIn()
    await signIn({ email: 'bob@acme.test' })
    const { tenantId, userId, origin } = tenant
    await stack.people.commands.disableUser({ tenantId, userId, ...because }, origin)
    await stack.people.commands.giveOneTimePassword({ tenantId, userId: bob }, origin)
    await expect.poll(() => eventsOf('SessionRevoked')).toHaveLength(2)
    const causes = (await eventsOf('SessionRevoked')).map(({ data }) => [data.userId, data.cause, data.message])
    expect(new Map(causes.map(([who, ...what]) => [who, what]))).toEqual(
      new Map([
        [userId, ['disabled', 'Bye.']],
        [bob, ['credential', null]],
      ]),
    )
  })

  it('goes on after a restart, and ends each session once whoever drains with it', async () => {
    await restart(asleep)
    for (let count = 0; count < 5; count += 1) await signIn()
    const command = { userId: tenant.userId, except: [], cause: 'admin', ...because, operationId: null } as const
    await stack.service.invalidateSessions(command, metadata())
    expect(await eventsOf('SessionRevoked')).toEqual([])
    await restart()
    const beside = await sessionStack(installation, ambient)
    await expect.poll(() => eventsOf('SessionRevoked')).toHaveLength(5)
    await expect.poll(async () => (await foldedViews(installation.store).undrainedSessions(10)).sessions).toEqual([])
    await beside.stop()
    expect(new Set((await eventsOf('SessionRevoked')).map(({ data }) => data.sessionId)).size).toBe(5)
  })

  it('leaves a session alone that was started after the ending', async () => {
    const command = { userId: tenant.userId, except: [], cause: 'admin', ...because, operationId: null } as const
    await signIn()
    await stack.service.invalidateSessions(command, metadata())
    const later = await signIn()
    await expect.poll(() => eventsOf('SessionRevoked')).toHaveLength(1)
    expect((await eventsOf('SessionRevoked')).map(({ data }) => data.sessionId)).not.toContain(later.session.id)
  })
})

describe('the sweeper', () => {
  it('writes down what lapsed while nothing ran, right after the start', async () => {
    const idle = await signIn({ lifetime: { idleSeconds: 600 } })
    const absolute = await signIn({ lifetime: { absoluteSeconds: 900 } })
    const living = await signIn()
    await stack.stop()
    ambient.pass(86_400_000)
    stack = await sessionStack(installation, ambient)
    await expect.poll(() => eventsOf('SessionExpired')).toHaveLength(2)
    const expired = new Map((await eventsOf('SessionExpired')).map((event) => [event.data.sessionId, event]))
    expect(expired.get(idle.session.id)).toMatchObject({
      at: '2026-11-21T09:00:00.000Z',
      actor: { kind: 'system', id: 'expiry' },
      data: { kind: 'idle', expiredAt: '2026-11-20T09:10:00.000Z' },
    })
    expect(expired.get(absolute.session.id)?.data).toMatchObject({
      kind: 'absolute',
      expiredAt: '2026-11-20T09:15:00.000Z',
    })
    expect(expired.has(living.session.id)).toBe(false)
  })

  it('drops a candidate that was active again', async () => {
    const { session } = await signIn()
    const candidate = { tenantId: tenant.tenantId, sessionId: session.id }
    let asked = 0
    await restart({
      expiryCandidates: async () => {
        asked += 1
        return { position: await installation.store.head(), sessions: [candidate] }
      },
    })
    await expect.poll(() => asked).toBeGreaterThan(0)
    expect(await eventsOf('SessionExpired')).toEqual([])
  })
})
