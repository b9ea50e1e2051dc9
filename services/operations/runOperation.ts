import type { Position } from '#events/envelope.ts'
import type { OperationEvent } from '#events/operation/events.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { EndSession } from './endSession.ts'
import type { InvalidateOnce } from './invalidateOnce.ts'
import type { OperationLog } from './operationLog.ts'
import { countsOf, sessionsLeft, type OperationState } from './operationState.ts'

export interface RunSettings {
  log: OperationLog
  endSession: EndSession
  invalidateOnce: InvalidateOnce
}

/** Sessions ended at the same time; their results are written together. */
const atOnce = 20

const isStale = (error: unknown): boolean => error instanceof CodedError && error.code === 'stale-revision'

const resultsOf = (operationId: string, results: Awaited<ReturnType<EndSession>>[]): OperationEvent[] =>
  results.map(({ sessionId, outcome }) => ({
    type: 'OperationSessionEnded',
    version: 1,
    data: { operationId, sessionId, outcome },
  }))

/** Whoever finds the last session done says that the operation is. */
const finishedOf = (state: OperationState, results: Awaited<ReturnType<EndSession>>[]): OperationEvent[] => {
  if (sessionsLeft(state).length > results.length) return []
  const outcomes = new Map([
    ...state.outcomes,
    ...results.map(({ sessionId, outcome }) => [sessionId, outcome] as const),
  ])
  const { operationId } = state.started.data
  return [{ type: 'OperationFinished', version: 1, data: { operationId, ...countsOf({ ...state, outcomes }) } }]
}

/** Records what came of a batch; the position of its last ending. */
const record = async (
  log: OperationLog,
  state: OperationState,
  results: Awaited<ReturnType<EndSession>>[],
): Promise<Position> => {
  const events = [...resultsOf(state.started.data.operationId, results), ...finishedOf(state, results)]
  try {
    if (events.length > 0) await log.add(state, events)
  } catch (error) {
    // Somebody else is at it too: what they have recorded need not be done again.
    if (!isStale(error)) throw error
  }
  return Math.max(0, ...results.map(({ position }) => position))
}

/**
 * Ends what an operation has left, from its log. May be stopped anywhere, by a signal or a crash, and run again by anybody,
 * even by two at once. Answers the position of the last ending; null when stopped or when there is nothing to run.
 * A session that cannot be ended keeps none of the others: it is thrown about at the end, and the operation stays unfinished.
 */
export const runOperation = async (
  { log, endSession, invalidateOnce }: RunSettings,
  { tenantId, operationId }: { tenantId: string; operationId: string },
  signal: AbortSignal,
): Promise<{ state: OperationState; position: Position } | null> => {
  let position: Position = 0
  let isFirst = true
  const failures = new Map<string, unknown>()
  while (!signal.aborted) {
    const state = await log.read(tenantId, operationId)
    if (state === null) return null
    if (state.finishedAt !== null) return { state, position }
    if (isFirst) position = (await invalidateOnce(state)) ?? 0
    isFirst = false
    const left = sessionsLeft(state)
    const batch = left.filter((sessionId) => !failures.has(sessionId)).slice(0, atOnce)
    if (batch.length === 0 && left.length > 0) throw failures.get(left[0]!)
    const settled = await Promise.allSettled(batch.map((sessionId) => endSession(state, sessionId)))
    settled.forEach((one, place) => {
      if (one.status === 'rejected') failures.set(batch[place]!, one.reason)
    })
    const results = settled.filter((one) => one.status === 'fulfilled').map(({ value }) => value)
    position = Math.max(position, await record(log, state, results))
  }
  return null
}
