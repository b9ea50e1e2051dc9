import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import { anomalyStream } from '#events/streams.ts'
import type { AnomalyAction } from '#events/tenant/policy/words.ts'
import { ruleTitle } from '#events/text/ruleTitles.ts'
import type { AnswerWhy } from '#events/wordLists.ts'
import { type Clock, instant } from '#services/ambient/clock.ts'
import { derivedUuid } from '#services/ambient/uuid.ts'
import { stamped } from '#services/commands/envelope.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import type { HoldUser, RequireStepUp, RevokeSession } from '#services/ports/endings.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { LiveSessionIds } from '#services/ports/revocations.ts'
import { listed } from '../listed.ts'
import type { OperationLog } from '../operationLog.ts'

export interface AnswerNeeds {
  store: Pick<EventStore, 'append' | 'readStreamEnd'>
  operations: Pick<OperationLog, 'read' | 'start'>
  revokeSession: RevokeSession
  requireStepUp: RequireStepUp
  holdUser: HoldUser['run']
  liveSessionIds: LiveSessionIds
  clock: Clock
}

export type Raised = Recorded<Extract<RollcallEvent, { type: 'AnomalyRaised' }>>
/** What was done about an anomaly. `why`: why it is less than the policy says; null: it is what the policy says. */
interface Answer {
  did: AnomalyAction
  why: AnswerWhy | null
  operationId: string | null
}

const minuteMs = 60_000
/** Whoever was not noticed for so long has done what they came for, and a person may be at work there again. */
const lateAfterMs = 10 * minuteMs
const holdMs = 24 * 60 * minuteMs
/** An anomaly's stream is this short. */
const streamEvents = 16

const originOf = ({ tenantId, correlationId, id: causationId, data: { rule } }: Raised) => ({
  tenantId,
  actor: { kind: 'policy', id: rule } as const,
  correlationId,
  causationId,
  context: null,
})
const because = ({ data: { rule } }: Raised) => ({
  reason: `The rules for the anomaly "${ruleTitle(rule)}"`,
  message: null,
  ticket: null,
})
const whole = (did: AnomalyAction, operationId: string | null = null): Answer => ({ did, why: null, operationId })
const nothing = (why: AnswerWhy): Answer => ({ did: 'note', why, operationId: null })

const isRefusal = (error: unknown, ...codes: CodedError['code'][]): boolean =>
  error instanceof CodedError && codes.includes(error.code)

const endSession = async ({ revokeSession }: AnswerNeeds, raised: Raised): Promise<Answer> => {
  const { sessionIds } = raised.data
  const command = { sessionId: sessionIds[0]!, cause: 'anomaly', operationId: null, ...because(raised) } as const
  const { outcome, session } = await revokeSession(command, originOf(raised))
  // A repeat after a crash finds the session ended by itself.
  const isOurs = session.status === 'revoked' && session.cause === 'anomaly' && session.endedBy?.kind === 'policy'
  return outcome === 'ended' || isOurs ? whole('end-session') : nothing('over')
}

const requireStepUp = async (needs: AnswerNeeds, raised: Raised): Promise<Answer> => {
  const { outcome } = await needs.requireStepUp(raised.data.sessionIds[0]!, originOf(raised))
  return outcome === 'required' || outcome === 'unchanged' ? whole('step-up') : nothing('over')
}

/** Until when follows from the anomaly, so that a repeat holds nobody for longer. */
const hold = async ({ operations, holdUser, liveSessionIds }: AnswerNeeds, raised: Raised): Promise<Answer> => {
  const { tenantId, data } = raised
  const { anomalyId, userId } = data
  const operationId = derivedUuid('anomaly answered by operation', anomalyId)
  const until = instant({ now: () => Date.parse(raised.at) + holdMs })
  const origin = originOf(raised)
  const live = await liveSessionIds(tenantId, userId)
  await holdUser({ tenantId, userId, until, operationId, ...because(raised) }, origin)
  if ((await operations.read(tenantId, operationId)) === null) {
    const ends = { operationId, kind: 'hold' as const, filter: null, userId, spared: [], ...listed(live, live.length) }
    await operations.start({ ...ends, ...because(raised) }, origin, derivedUuid('operation started', operationId))
  }
  return whole('end-all-and-hold', operationId)
}

/** The last who can let others in is not held: their session ends, and they may sign in again. */
const endAllAndHold = async (needs: AnswerNeeds, raised: Raised): Promise<Answer> => {
  try {
    return await hold(needs, raised)
  } catch (error) {
    if (isRefusal(error, 'locks-you-out')) {
      const ended = await endSession(needs, raised)
      return { ...ended, why: ended.why ?? 'last-admin' }
    }
    if (isRefusal(error, 'not-found', 'wrong-state')) return nothing('over')
    throw error
  }
}

/** Anybody who knows an e-mail address can have sign-ins refused. That must not end what its person does on a device of theirs. */
const isMilder = (action: AnomalyAction, { data: { evidence } }: Raised): boolean =>
  evidence.rule === 'success-after-failures' &&
  evidence.isKnownDevice &&
  (action === 'end-session' || action === 'end-all-and-hold')

const askMilder = async (needs: AnswerNeeds, raised: Raised): Promise<Answer> => {
  const asked = await requireStepUp(needs, raised)
  return { ...asked, why: asked.why ?? 'known-device' }
}

const act = (needs: AnswerNeeds, action: AnomalyAction, raised: Raised): Promise<Answer> | Answer => {
  if (needs.clock.now() - Date.parse(raised.at) > lateAfterMs) return nothing('late')
  if (isMilder(action, raised)) return askMilder(needs, raised)
  switch (action) {
    case 'note':
      return whole('note')
    case 'step-up':
      return requireStepUp(needs, raised)
    case 'end-session':
      return endSession(needs, raised)
    case 'end-all-and-hold':
      return endAllAndHold(needs, raised)
  }
}

/**
 * Does what the policy says about an anomaly, and then says in the anomaly's stream what it did. May be repeated: what was done
 * is found done, and said once.
 * @throws CodedError busy, store-unavailable, stale-revision where somebody else wrote at the same moment
 */
export const answerAnomaly =
  (needs: AnswerNeeds) =>
  async (action: AnomalyAction, raised: Raised): Promise<void> => {
    const { store, clock } = needs
    const { tenantId, data } = raised
    const { anomalyId, userId, rule, sessionIds } = data
    const stream = anomalyStream(tenantId, anomalyId)
    const said = await store.readStreamEnd(stream, streamEvents)
    if (said.some(({ type }) => type === 'AnomalyAnswered')) return
    const answer = await act(needs, action, raised)
    const told = { anomalyId, userId, sessionId: sessionIds[0]!, rule, action, ...answer }
    const random = { id: () => derivedUuid('AnomalyAnswered', anomalyId) }
    const events = stamped([{ type: 'AnomalyAnswered' as const, version: 1 as const, data: told }], originOf(raised), {
      at: instant(clock),
      random,
    })
    await store.append(stream, events, said.at(-1)?.revision ?? raised.revision)
  }
