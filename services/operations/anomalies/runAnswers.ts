import type { RollcallEvent } from '#events/catalogue.ts'
import type { Position, Recorded } from '#events/envelope.ts'
import type { AnomalyAction } from '#events/tenant/policy/words.ts'
import type { Effect } from '#services/consumers/consumer.ts'
import { type Reading, runReader } from '#services/consumers/runReader.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import { type AnomalyActions, forgetActions, recallActions, saveActions } from './anomalyActions.ts'
import { answerAnomaly, type AnswerNeeds, type Raised } from './answerAnomaly.ts'

export interface Answering extends Omit<AnswerNeeds, 'store'>, Reading {
  store: Pick<EventStore, 'append' | 'readStreamEnd' | 'head'>
}

export const answersName = 'answers'
const types = ['AnomalyActionsChanged', 'AnomalyRaised'] as const
const batchLimit = 500

/** The anomalies that the policy of their moment says something about, and the policies after them. Pure. */
export const due = (
  before: AnomalyActions,
  events: readonly Recorded<RollcallEvent>[],
  began: Position,
): { anomalies: [action: AnomalyAction, raised: Raised][]; changed: AnomalyActions } => {
  const changed: AnomalyActions = new Map()
  const anomalies = events.flatMap((event): [AnomalyAction, Raised][] => {
    if (event.type === 'AnomalyActionsChanged') changed.set(event.tenantId, event.data.rules)
    if (event.type !== 'AnomalyRaised' || event.position <= began) return []
    const action = (changed.get(event.tenantId) ?? before.get(event.tenantId))?.[event.data.rule] ?? 'note'
    return action === 'note' ? [] : [[action, event]]
  })
  return { anomalies, changed }
}

type Answer = ReturnType<typeof answerAnomaly>

const handle = async (
  { writer, signal, logger }: Answering,
  answer: Answer,
  events: readonly Recorded<RollcallEvent>[],
  began: Position,
): Promise<Effect> => {
  const before = await recallActions(writer, [...new Set(events.map(({ tenantId }) => tenantId))])
  const { anomalies, changed } = due(before, events, began)
  for (const [action, raised] of anomalies) {
    signal.throwIfAborted()
    await answer(action, raised)
    logger.info('an anomaly was answered as the policy says', { anomalyId: raised.data.anomalyId, action })
  }
  return (connection) => saveActions(connection, changed)
}

/**
 * Answers anomalies as their tenant's policy said when they were raised, until `signal` aborts. Those that were raised before it
 * began to read are left as they are.
 */
export const runAnswers = (answering: Answering): Promise<void> => {
  const answer = answerAnomaly(answering)
  return runReader({
    ...answering,
    name: answersName,
    types,
    limit: batchLimit,
    handleReadable: async (events, began) => handle(answering, answer, events, await began()),
    forgetMemory: forgetActions,
  })
}
