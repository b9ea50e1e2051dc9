import type { Position } from '#events/envelope.ts'
import type { OperationEvent } from '#events/operation/events.ts'
import type { Ambient } from '#services/ambient/clock.ts'
import { commandedStreams } from '#services/commands/commandedStreams.ts'
import { changes } from '#services/commands/commandHandler.ts'
import type { Origin } from '#services/commands/envelope.ts'
import type { KeptContext } from '#services/commands/keptContext.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import type { Measured } from './measurement.ts'
import {
  countsOf,
  operationStreams,
  type OperationState,
  type Outcome,
  sessionsLeft,
  type Started,
} from './operationState.ts'

/** What became of one of an operation's sessions. */
export interface SessionResult {
  sessionId: string
  outcome: Outcome
}

export interface OperationLog {
  read: (tenantId: string, operationId: string) => Promise<OperationState | null>
  /** Starts an operation. A repeat with the same event id gets the same answer. @throws CodedError busy */
  start: (
    data: Started['data'],
    metadata: Omit<Origin, 'eventIds'>,
    eventId: string,
  ) => Promise<{ state: OperationState; position: Position }>
  /**
   * Appends those results that are not yet recorded; the last one also finishes the operation. Answers the state after
   * that.
   */
  record: (operation: OperationState, results: readonly SessionResult[]) => Promise<OperationState>
  /** Appends the effect, unless one is recorded already. */
  measured: (operation: OperationState, effect: Measured) => Promise<void>
}

/** Most operations whose states are remembered. */
const mostOperations = 500

const recorded = (state: OperationState, results: readonly SessionResult[]): OperationEvent[] => {
  const { operationId } = state.started.data
  const missing = results.filter(({ sessionId }) => !state.outcomes.has(sessionId))
  const ended = missing.map(({ sessionId, outcome }): OperationEvent => {
    return { type: 'OperationSessionEnded', version: 1, data: { operationId, sessionId, outcome } }
  })
  if (state.finishedAt !== null || sessionsLeft(state).length > missing.length) return ended
  const outcomes = new Map([
    ...state.outcomes,
    ...missing.map(({ sessionId, outcome }) => [sessionId, outcome] as const),
  ])
  const data = { operationId, ...countsOf({ outcomes }) }
  return [...ended, { type: 'OperationFinished', version: 1, data }]
}

/** Whichever process carries the operation on, its events name the first event as their cause. */
const originOf = ({ started }: OperationState): Origin => {
  const { tenantId, actor, correlationId, id } = started
  return { tenantId, actor, correlationId, causationId: id, context: null }
}

const standing = (state: OperationState | null): OperationState => {
  if (state === null) throw new Error('An operation that was read is not in the log')
  return state
}

export const operationLog = (
  store: Pick<EventStore, 'append' | 'readStream' | 'snapshots'>,
  ambient: Ambient,
  keptContext?: KeptContext,
): OperationLog => {
  const streams = commandedStreams({ store, ambient, keptContext, type: operationStreams, capacity: mostOperations })
  const add = async (
    operation: OperationState,
    decide: (state: OperationState) => OperationEvent[],
  ): Promise<OperationState> => {
    const { operationId } = operation.started.data
    const { state } = await streams.handle(operationId, originOf(operation), (read) => changes(decide(standing(read))))
    return standing(state)
  }
  return {
    read: async (tenantId, operationId) => (await streams.readOn(tenantId, operationId)).state,
    async start(data, metadata, eventId) {
      const origin = { ...metadata, eventIds: () => eventId }
      const { state, position } = await streams.begin(data.operationId, origin, (before) =>
        changes<OperationEvent>(before === null ? [{ type: 'OperationStarted', version: 1, data }] : []),
      )
      return { state: standing(state), position }
    },
    record: (operation, results) => add(operation, (state) => recorded(state, results)),
    async measured(operation, data) {
      await add(operation, ({ effect }) => (effect === null ? [{ type: 'EffectMeasured', version: 1, data }] : []))
    },
  }
}
