import type { Position } from '#events/envelope.ts'
import type { EndSession } from './endSession.ts'
import type { InvalidateOnce } from './invalidateOnce.ts'
import type { OperationLog } from './operationLog.ts'
import { sessionsLeft, type OperationState } from './operationState.ts'

export interface RunNeeds {
  log: OperationLog
  endSession: EndSession
  invalidateOnce: InvalidateOnce
}

/** Sessions ended at the same time; their results are written together. */
const atOnce = 20

/**
 * Ends what an operation has left, from its log. May be stopped anywhere, by a signal or a crash, and run again by anybody,
 * even by two at once. Answers the position of the last ending; null when stopped or when there is nothing to run.
 * A session that cannot be ended keeps none of the others: it is thrown about at the end, and the operation stays unfinished.
 */
export const runOperation = async (
  { log, endSession, invalidateOnce }: RunNeeds,
  { tenantId, operationId }: { tenantId: string; operationId: string },
  signal: AbortSignal,
): Promise<{ state: OperationState; position: Position } | null> => {
  let state = await log.read(tenantId, operationId)
  if (state === null) return null
  let position: Position = state.finishedAt === null && !signal.aborted ? ((await invalidateOnce(state)) ?? 0) : 0
  const failures = new Map<string, unknown>()
  while (!signal.aborted) {
    if (state.finishedAt !== null) return { state, position }
    const operation = state
    const left = sessionsLeft(operation)
    const batch = left.filter((sessionId) => !failures.has(sessionId)).slice(0, atOnce)
    if (batch.length === 0 && left.length > 0) throw failures.get(left[0]!)
    const settled = await Promise.allSettled(batch.map((sessionId) => endSession(operation, sessionId)))
    settled.forEach((one, place) => {
      if (one.status === 'rejected') failures.set(batch[place]!, one.reason)
    })
    const results = settled.filter((one) => one.status === 'fulfilled').map(({ value }) => value)
    state = await log.record(operation, results)
    position = Math.max(position, ...results.map((result) => result.position))
  }
  return null
}
