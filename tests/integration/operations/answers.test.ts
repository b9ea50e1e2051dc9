import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RollcallEvent } from '#events/catalogue.ts'
import type { NewEvent, Recorded } from '#events/envelope.ts'
import { anomalyStream, tenantStream } from '#events/streams.ts'
import type { Policy } from '#events/tenant/policy/sections.ts'
import { instant } from '#services/ambient/clock.ts'
import { derivedUuid } from '#services/ambient/uuid.ts'
import { consumerStanding } from '#services/consumers/consumerStanding.ts'
import { noStream } from '#services/eventStore/eventStore.ts'
import { storeTailFeed } from '#services/feed/storeTailFeed.ts'
import { silentLogger } from '#services/logging/logger.ts'
import { runAnswers } from '#services/operations/anomalies/runAnswers.ts'
import { operationLog } from '#services/operations/operationLog.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { foldedViews } from '../../support/foldedViews.ts'
import { acme, memoryInstallation, unstartedStack } from '../../support/sessionStack.ts'
import { testAmbient } from '../../support/testAmbient.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

it('answers each anomaly as the policy said when it was raised, once, across restarts, and none of before', async () => {
  const ambient = testAmbient()
  const installation = memoryInstallation()
  const stack = unstartedStack(installation, ambient)
  await stack.tail.start(await stack.service.prepare())
  const { tenantId, userId, origin } = await acme(stack)
  const { store, log, codec } = installation
  const metadata = { tenantId, at: instant(ambient.clock), correlationId: 'c', causationId: null, context: null }

  const begin = async (): Promise<string> => {
    const signedIn = {
      person: { userId, email: 'ann@acme.test', name: 'Ann' },
      client: { clientId: 'phone', transport: 'bearer' as const },
      policy: { idleSeconds: 6_000, absoluteSeconds: 6_000 },
      proofs: [{ method: 'pwd', at: instant(ambient.clock) }],
      remembered: false,
    }
    return (await stack.service.writer.commands.start(signedIn, { tenantId, ...origin })).session.sessionId
  }
  const change = async (rules: Policy['anomalies'], policyVersion: number): Promise<void> => {
    const event = {
      id: derivedUuid('change', policyVersion),
      type: 'AnomalyActionsChanged' as const,
      version: 1 as const,
      ...metadata,
      actor: { kind: 'admin', id: userId } as const,
      data: { policyVersion, rules, reason: null, ticket: null },
    }
    const stream = tenantStream(tenantId)
    await store.append(stream, [event], await store.streamEnd(stream))
  }
  const raise = async (sessionId: string): Promise<void> => {
    const anomalyId = derivedUuid('anomaly', sessionId)
    const event: NewEvent<Extract<RollcallEvent, { type: 'AnomalyRaised' }>> = {
      id: derivedUuid('raised', sessionId),
      type: 'AnomalyRaised',
      version: 1,
      ...metadata,
      actor: { kind: 'detector', id: 'impossible-travel' },
      data: {
        anomalyId,
        rule: 'impossible-travel',
        ruleVersion: 1,
        severity: 75,
        userId,
        sessionIds: [sessionId],
        causeEventId: derivedUuid('cause', sessionId),
        evidence: { rule: 'erased' },
      },
    }
    await store.append(anomalyStream(tenantId, anomalyId), [event], noStream)
  }
  const runToHead = async (): Promise<void> => {
    const stop = new AbortController()
    const head = await store.head()
    const standing = {
      ...consumerStanding(),
      reached: (_partition: number, position: number) => void (position >= head && stop.abort()),
    }
    await runAnswers({
      feed: storeTailFeed(log),
      codec,
      store,
      log,
      operations: operationLog(store, ambient),
      revokeSession: stack.service.revokeSession,
      requireStepUp: stack.service.writer.commands.requireStepUp,
      holdUser: stack.people.commands.holdUser,
      liveSessionIds: foldedViews(store).liveSessionIds,
      writer: database.databases.writer,
      standing,
      clock: ambient.clock,
      logger: silentLogger,
      signal: stop.signal,
    })
  }
  const answered = async () =>
    (await store.readAll({ after: 0, limit: 1_000 }))
      .filter(
        (event): event is Recorded<Extract<RollcallEvent, { type: 'AnomalyAnswered' }>> & typeof event =>
          event.type === 'AnomalyAnswered',
      )
      .map(({ data }) => [data.sessionId, data.did])

  const [before, ended, noted, marked] = [await begin(), await begin(), await begin(), await begin()]
  await change({ 'impossible-travel': 'end-session' }, 1)
  await raise(before)
  await runToHead()
  await raise(ended)
  await runToHead()
  await change({}, 2)
  await raise(noted)
  await runToHead()
  await change({ 'impossible-travel': 'step-up' }, 3)
  await raise(marked)
  await runToHead()
  await runToHead()
  expect(await answered()).toEqual([
    [ended, 'end-session'],
    [marked, 'step-up'],
  ])
  await stack.service.stop()
  await stack.tail.stop()
})
