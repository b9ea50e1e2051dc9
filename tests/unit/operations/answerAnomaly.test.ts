import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Evidence } from '#events/anomaly/evidence.ts'
import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import { anomalyStream } from '#events/streams.ts'
import type { AnomalyAction } from '#events/tenant/policy/words.ts'
import { instant } from '#services/ambient/clock.ts'
import { derivedUuid } from '#services/ambient/uuid.ts'
import { noStream } from '#services/eventStore/eventStore.ts'
import { answerAnomaly, type AnswerNeeds, type Raised } from '#services/operations/anomalies/answerAnomaly.ts'
import { due } from '#services/operations/anomalies/runAnswers.ts'
import { operationLog } from '#services/operations/operationLog.ts'
import { foldedViews } from '../../support/foldedViews.ts'
import { acme, memoryInstallation, unstartedStack, type Installation } from '../../support/sessionStack.ts'
import { testAmbient, type TestAmbient } from '../../support/testAmbient.ts'

let ambient: TestAmbient
let installation: Installation
let stack: ReturnType<typeof unstartedStack>
let tenant: Awaited<ReturnType<typeof acme>>
let needs: AnswerNeeds
let sessionIds: string[]

beforeEach(async () => {
  ambient = testAmbient()
  installation = memoryInstallation()
  stack = unstartedStack(installation, ambient)
  await stack.tail.start(await stack.service.prepare())
  tenant = await acme(stack)
  sessionIds = [await begin('phone'), await begin('web')]
  ambient.pass(1_000)
  const { store } = installation
  needs = {
    store,
    operations: operationLog(store, ambient),
    revokeSession: stack.service.revokeSession,
    requireStepUp: stack.service.writer.commands.requireStepUp,
    holdUser: stack.people.commands.holdUser,
    liveSessionIds: foldedViews(store).liveSessionIds,
    clock: ambient.clock,
  }
})
afterEach(async () => {
  await stack.service.stop()
  await stack.tail.stop()
})

const begin = async (clientId: string): Promise<string> => {
  const { tenantId, userId, origin } = tenant
  const signedIn = {
    person: { userId, email: 'ann@acme.test', name: 'Ann' },
    client: { clientId, transport: 'bearer' as const },
    policy: { idleSeconds: 6_000, absoluteSeconds: 6_000 },
    proofs: [{ method: 'pwd', at: instant(ambient.clock) }],
    remembered: false,
  }
  return (await stack.service.writer.commands.start(signedIn, { tenantId, ...origin })).session.sessionId
}

const events = () => installation.store.readAll({ after: 0, limit: 10_000 })
const ofType = async <Type extends RollcallEvent['type']>(type: Type) =>
  (await events()).filter(
    (event): event is Recorded<Extract<RollcallEvent, { type: Type }>> & Recorded<RollcallEvent> => event.type === type,
  )

/** An anomaly about the second session. */
const raise = async (userId = tenant.userId, evidence: Evidence = { rule: 'erased' }): Promise<Raised> => {
  const { tenantId } = tenant
  const anomalyId = derivedUuid('anomaly', userId)
  const event = {
    id: derivedUuid('raised', userId),
    type: 'AnomalyRaised' as const,
    version: 1 as const,
    tenantId,
    at: instant(ambient.clock),
    actor: { kind: 'detector', id: 'refresh-token-reuse' } as const,
    correlationId: 'c',
    causationId: null,
    context: null,
    data: {
      anomalyId,
      rule: 'refresh-token-reuse' as const,
      ruleVersion: 1,
      severity: 100 as const,
      userId,
      sessionIds: [sessionIds[1]!],
      causeEventId: derivedUuid('cause'),
      evidence,
    },
  }
  await installation.store.append(anomalyStream(tenantId, anomalyId), [event], noStream)
  return (await ofType('AnomalyRaised')).at(-1)!
}
const answer = async (action: AnomalyAction, raised: Raised, change: Partial<AnswerNeeds> = {}) => {
  await answerAnomaly({ ...needs, ...change })(action, raised)
  const { did, why } = (await ofType('AnomalyAnswered')).at(-1)!.data
  return { did, why }
}

describe('an anomaly whose policy says', () => {
  it('end the session: ends that one, by the policy, and says so once however often it is repeated', async () => {
    const raised = await raise()
    expect(await answer('end-session', raised)).toEqual({ did: 'end-session', why: null })
    await answer('end-session', raised)
    const revoked = await ofType('SessionRevoked')
    expect(revoked.map(({ data }) => [data.sessionId, data.cause, data.message])).toEqual([
      [sessionIds[1], 'anomaly', null],
    ])
    expect(revoked[0]).toMatchObject({ actor: { kind: 'policy', id: 'refresh-token-reuse' }, causationId: raised.id })
    expect(await ofType('AnomalyAnswered')).toHaveLength(1)
  })

  it('end the session: says that it did when the process died before it could say so', async () => {
    const raised = await raise()
    const append = () => Promise.reject(new Error('killed'))
    await expect(answer('end-session', raised, { store: { ...needs.store, append } })).rejects.toThrow('killed')
    expect(await answer('end-session', raised)).toEqual({ did: 'end-session', why: null })
    expect(await ofType('SessionRevoked')).toHaveLength(1)
  })

  it.each(['end-session', 'end-all-and-hold'] as const)(
    '%s: asks for no more than a proof where refused sign-ins went before one from a known device',
    async (action) => {
      const seen = { ip: '198.51.100.7', city: null, country: null, device: 'Firefox 145 on Ubuntu' }
      const after: Omit<Extract<Evidence, { rule: 'success-after-failures' }>, 'isKnownDevice'> = {
        rule: 'success-after-failures',
        over: 'person',
        failures: 5,
        andMore: false,
        people: 1,
        addresses: [],
        addressCount: 0,
        firstAt: instant(ambient.clock),
        lastAt: instant(ambient.clock),
        events: [derivedUuid('failure')],
        succeededFrom: seen,
        windowSeconds: 600,
      }
      const known = await raise(tenant.userId, { ...after, isKnownDevice: true })
      expect(await answer(action, known)).toEqual({ did: 'step-up', why: 'known-device' })
      expect([await ofType('SessionRevoked'), await ofType('UserHeld')]).toEqual([[], []])
    },
  )

  it('end the session: says that it was over where somebody else has ended it', async () => {
    const raised = await raise()
    const { tenantId, origin } = tenant
    const said = { reason: null, message: null, ticket: null, operationId: null }
    await stack.service.revokeSession({ sessionId: sessionIds[1]!, cause: 'admin', ...said }, { tenantId, ...origin })
    expect(await answer('end-session', raised)).toEqual({ did: 'note', why: 'over' })
  })

  it('ask for another proof: marks the session, which goes on', async () => {
    const raised = await raise()
    expect(await answer('step-up', raised)).toEqual({ did: 'step-up', why: null })
    const [asked] = await ofType('StepUpRequired')
    expect(asked?.data).toMatchObject({ sessionId: sessionIds[1], because: 'anomaly' })
    const { session } = await stack.service.readSession(tenant.tenantId, sessionIds[1]!)
    expect(session).toMatchObject({ status: 'active', stepUpRequiredSince: asked?.at })
  })

  it('end all and hold: holds for 24 hours from the anomaly on, with an operation, and no longer for a repeat', async () => {
    const raised = await raise()
    const append = () => Promise.reject(new Error('killed'))
    await expect(answer('end-all-and-hold', raised, { store: { ...needs.store, append } })).rejects.toThrow('killed')
    ambient.pass(60_000)
    expect(await answer('end-all-and-hold', raised)).toEqual({ did: 'end-all-and-hold', why: null })
    const held = await ofType('UserHeld')
    const until = new Date(Date.parse(raised.at) + 24 * 3_600_000).toISOString()
    expect(held.map(({ data }) => [data.userId, data.until])).toEqual([[tenant.userId, until]])
    const started = await ofType('OperationStarted')
    expect(started.map(({ data, actor }) => [data.kind, data.sessionIds.toSorted(), actor.kind])).toEqual([
      ['hold', sessionIds.toSorted(), 'policy'],
    ])
    expect((await ofType('AnomalyAnswered'))[0]?.data.operationId).toBe(started[0]?.data.operationId)
  })

  it('end all and hold: ends the session of the last admin, who may sign in again', async () => {
    const raised = await raise()
    const { tenantId, userId, origin } = tenant
    await stack.people.commands.changeRoles(
      { tenantId, userId, roles: ['admin'], reason: null, message: null, ticket: null },
      origin,
    )
    expect(await answer('end-all-and-hold', raised)).toEqual({ did: 'end-session', why: 'last-admin' })
    expect([await ofType('UserHeld'), (await ofType('SessionRevoked')).length]).toEqual([[], 1])
  })

  it('anything: does nothing when it is more than ten minutes old', async () => {
    const raised = await raise()
    ambient.pass(10 * 60_000 + 1)
    expect(await answer('end-all-and-hold', raised)).toEqual({ did: 'note', why: 'late' })
    expect([await ofType('UserHeld'), await ofType('SessionRevoked')]).toEqual([[], []])
  })
})

describe('the anomalies that are answered', () => {
  const changed = (position: number, rules: Record<string, AnomalyAction>) =>
    ({ type: 'AnomalyActionsChanged', position, tenantId: 't', data: { rules } }) as unknown as Recorded<RollcallEvent>
  const raised = (position: number, rule: string) =>
    ({ type: 'AnomalyRaised', position, tenantId: 't', data: { rule } }) as unknown as Recorded<RollcallEvent>

  it('are those for which the policy of their moment says more than to note them', () => {
    const events = [
      raised(1, 'impossible-travel'),
      changed(2, { 'impossible-travel': 'end-session', 'refresh-token-reuse': 'note' }),
      raised(3, 'impossible-travel'),
      raised(4, 'refresh-token-reuse'),
      raised(5, 'success-after-failures'),
      changed(6, {}),
      raised(7, 'impossible-travel'),
    ]
    const { anomalies, changed: after } = due(new Map(), events, 0)
    expect(anomalies.map(([action, { position }]) => [action, position])).toEqual([['end-session', 3]])
    expect(after).toEqual(new Map([['t', {}]]))
  })

  it('are none of before their reader began, by whose policies it knows what holds', () => {
    const before = [changed(1, { 'impossible-travel': 'step-up' }), raised(2, 'impossible-travel')]
    const { anomalies, changed: after } = due(new Map(), before, 2)
    expect(anomalies).toEqual([])
    expect(due(after, [raised(3, 'impossible-travel')], 2).anomalies).toMatchObject([['step-up', { position: 3 }]])
  })
})
