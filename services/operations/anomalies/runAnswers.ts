import type { RollcallEvent } from '#events/catalogue.ts'
import type { Position, Recorded } from '#events/envelope.ts'
import type { AnomalyAction } from '#events/tenant/policy/words.ts'
import type { Effect, Stretch } from '#services/consumers/consumer.ts'
import { consumerCheckpoints, dropCheckpoints, readBegan } from '#services/consumers/consumerCheckpoints.ts'
import type { ConsumerStanding } from '#services/consumers/consumerStanding.ts'
import { type Opening, openReadable } from '#services/consumers/openReadable.ts'
import { dropParked } from '#services/consumers/parkedEvents.ts'
import { runConsumer } from '#services/consumers/runConsumer.ts'
import type { EventLog, EventStore } from '#services/eventStore/eventStore.ts'
import type { EventFeed } from '#services/feed/eventFeed.ts'
import type { Logger } from '#services/logging/logger.ts'
import type { Pool } from '#services/postgres/pool.ts'
import { transaction } from '#services/postgres/transaction.ts'
import { type AnomalyActions, forgetActions, recallActions, saveActions } from './anomalyActions.ts'
import { answerAnomaly, type AnswerNeeds, type Raised } from './answerAnomaly.ts'

export interface Answering extends Omit<AnswerNeeds, 'store'> {
  feed: EventFeed
  codec: Opening['codec']
  readable: Pick<EventLog, 'readAt' | 'head'>
  store: Pick<EventStore, 'append' | 'readStreamEnd' | 'head'>
  writer: Pool
  standing: ConsumerStanding
  logger: Logger
  signal: AbortSignal
}

export const answersName = 'answers'
const types = ['AnomalyActionsChanged', 'AnomalyRaised'] as const
const batchLimit = 500

const forgetEverything = (writer: Pool): Promise<void> =>
  transaction(writer, async (connection) => {
    await forgetActions(connection)
    await dropParked(connection, answersName)
    await dropCheckpoints(connection, answersName)
  })

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
type Reading = Answering & Pick<Opening, 'onKeyMissing'> & { answer: ReturnType<typeof answerAnomaly> }

const handle = async (reading: Reading, { events }: Stretch): Promise<Effect | null> => {
  const { writer, answer, signal, logger } = reading
  const readable = await openReadable(reading, events)
  if (readable.length === 0) return null
  const before = await recallActions(writer, [...new Set(readable.map(({ tenantId }) => tenantId))])
  const { anomalies, changed } = due(before, readable, await readBegan(writer, answersName))
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
  const { feed, readable, store, writer, standing, clock, logger, signal } = answering
  const onKeyMissing: Opening['onKeyMissing'] = (error, { position }) =>
    logger.error('An anomaly was passed over because its key is missing', { position, error })
  const answer = answerAnomaly(answering)
  return runConsumer({
    name: answersName,
    feed,
    pool: writer,
    checkpoints: consumerCheckpoints(writer, answersName, () => store.head()),
    types,
    limit: batchLimit,
    handle: (stretch) => handle({ ...answering, onKeyMissing, answer }, stretch),
    log: readable,
    retriesParked: true,
    forget: () => forgetEverything(writer),
    standing,
    clock,
    logger,
    signal,
  })
}
