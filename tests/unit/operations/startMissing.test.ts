import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import { operationLog } from '#services/operations/operationLog.ts'
import { startMissing } from '#services/operations/startMissing.ts'
import { policyWith } from '../../support/changedPolicy.ts'
import { foldedOperations } from '../../support/foldedOperations.ts'
import { acme, memoryInstallation, unstartedStack, type Installation } from '../../support/sessionStack.ts'
import { testAmbient, type TestAmbient } from '../../support/testAmbient.ts'

let ambient: TestAmbient
let installation: Installation
let stack: ReturnType<typeof unstartedStack>
let tenant: Awaited<ReturnType<typeof acme>>
let sessionIds: string[]
const why = { reason: 'stolen laptop', message: 'Call us.', ticket: 'SEC-1' }

beforeEach(async () => {
  ambient = testAmbient()
  installation = memoryInstallation()
  stack = unstartedStack(installation, ambient)
  await stack.tail.start(await stack.service.prepare())
  tenant = await acme(stack)
  sessionIds = [await begin('phone'), await begin('web')].toSorted()
  ambient.pass(1_000)
})
afterEach(async () => {
  await stack.service.stop()
  await stack.tail.stop()
})

const begin = async (clientId: string): Promise<string> => {
  const { tenantId, userId, origin } = tenant
  const policy = { accessSeconds: 60, idleSeconds: 600, absoluteSeconds: 600, graceSeconds: 10, neutralMessage: '.' }
  const signedIn = {
    person: { userId, email: 'ann@acme.test', name: 'Ann' },
    client: { clientId, transport: 'bearer' as const },
    policy,
    proofs: [{ method: 'pwd', at: '2026-11-20T09:00:00.000Z' }],
    remembered: false,
  }
  const { session } = await stack.service.writer.commands.start(signedIn, { tenantId, ...origin })
  return session.sessionId
}
const events = () => installation.store.readAll({ after: 0, limit: 10_000 })
const newest = async () => (await events()).at(-1)!
/** A process with memories of its own. */
const starting = () => {
  const { store } = installation
  return startMissing({
    log: operationLog(store, ambient),
    views: foldedOperations(store),
    policies: stack.people.policies,
  })
}
const ofType = async <Type extends RollcallEvent['type']>(type: Type) =>
  (await events()).filter(
    (event): event is Recorded<Extract<RollcallEvent, { type: Type }>> & Recorded<RollcallEvent> => event.type === type,
  )
const started = () => ofType('OperationStarted')

/** Decides as a process does that dies right after it. */
const decisions = {
  async tenant(operationId: string) {
    await stack.people.commands.suspendTenant({ tenantId: tenant.tenantId, operationId, ...why }, tenant.origin)
  },
  async disable(operationId: string) {
    const { tenantId, userId, origin } = tenant
    await stack.people.commands.disableUser({ tenantId, userId, operationId, ...why }, origin)
  },
  async hold(operationId: string) {
    const { tenantId, userId, origin } = tenant
    const until = '2026-11-20T12:00:00.000Z'
    await stack.people.commands.holdUser({ tenantId, userId, until, operationId, ...why }, origin)
  },
  async application(operationId: string) {
    const { tenantId, origin } = tenant
    await stack.people.commands.removeApplication({ tenantId, clientId: 'phone', operationId, ...why }, origin)
  },
  async user(operationId: string) {
    const { tenantId, userId, origin } = tenant
    const command = { userId, except: [], cause: 'admin' as const, operationId, ...why }
    await stack.service.invalidateSessions(command, { tenantId, ...origin })
  },
}

describe('an operation that its process died before starting', () => {
  it.each([
    ['tenant', {}],
    ['disable', { userId: true }],
    ['hold', { userId: true }],
    ['user', { userId: true }],
    ['application', { clientId: 'phone' }],
  ] as const)(
    'of kind %s is started once, by whom and why it was decided',
    async (kind, { userId, clientId }: { userId?: true; clientId?: string }) => {
      const operationId = ambient.random.id()
      await decisions[kind](operationId)
      const decision = await newest()
      ambient.pass(60_000)
      const answers = await Promise.all([starting()(decision), starting()(decision)])
      expect(answers).toContain(true)
      expect(await starting()(decision)).toBe(false)
      const [operation, ...more] = await started()
      expect(more).toEqual([])
      expect(operation).toMatchObject({
        causationId: decision.id,
        correlationId: decision.correlationId,
        actor: decision.actor,
        data: {
          operationId,
          kind,
          userId: userId === true ? tenant.userId : null,
          ...(clientId === undefined ? {} : { clientId }),
          sessionIds: kind === 'application' ? [expect.any(String)] : sessionIds,
          spared: [],
          ...why,
        },
      })
    },
  )

  it('of a block lists what the block catches', async () => {
    const { tenantId, origin } = tenant
    const operationId = ambient.random.id()
    const block = { blockId: ambient.random.id(), kind: 'country' as const, value: 'DE', operationId }
    const until = '2026-11-20T12:00:00.000Z'
    await stack.people.commands.addBlock({ tenantId, ...block, until, reason: 'guessing', ticket: null }, origin)
    expect(await starting()(await newest())).toBe(true)
    const [operation] = await started()
    expect(operation?.data).toMatchObject({ kind: 'block', filter: 'country:DE', message: null, sessionIds })
  })

  it('of rules spares from limits whose session made them', async () => {
    const { tenantId, origin } = tenant
    const [oldest = '', other] = (await ofType('SessionStarted')).map(({ data }) => data.sessionId)
    const policy = policyWith({ limits: { perPerson: 1, whenReached: 'end-oldest' } })
    const change = { tenantId, policy, reason: 'one each', ticket: null, sparedSessionId: oldest }
    await stack.people.policies.change(change, origin)
    expect(await starting()(await newest())).toBe(true)
    const [operation] = await started()
    expect(operation?.data).toMatchObject({
      kind: 'policy',
      sessionIds: [other],
      spared: [{ sessionId: oldest, why: 'your-own' }],
    })
  })

  it('is left alone where its process lived', async () => {
    const operationId = ambient.random.id()
    await decisions.hold(operationId)
    const decision = await newest()
    await starting()(decision)
    ambient.pass(60_000)
    expect(await starting()(decision)).toBe(false)
    expect(await started()).toHaveLength(1)
  })
})

describe('a decision that names no operation', () => {
  it('starts none', async () => {
    const { tenantId, userId, origin } = tenant
    const command = { userId, except: [], cause: 'user' as const, operationId: null, reason: null, message: null }
    await stack.service.invalidateSessions({ ...command, ticket: null }, { tenantId, ...origin })
    expect(await starting()(await newest())).toBe(false)
    expect(await started()).toEqual([])
  })
})
