import type { Position } from '#events/envelope.ts'
import type { EndMatching } from './endMatching.ts'
import type { EndSession } from './endSession.ts'
import type { InvalidateOnce } from './invalidateOnce.ts'
import type { OperationLog } from './operationLog.ts'
import { sessionsLeft, type OperationState } from './operationState.ts'

export interface RunNeeds {
  log: OperationLog
  endSession: EndSession
  endMatching: EndMatching
  invalidateOnce: InvalidateOnce
}

/** Sessions ended at the same time. Their results are written in one append. */
const atOnce = 20

/**
 * Ends the sessions that an operation's log does not yet show as ended. It may stop anywhere, by the signal or a crash,
 * and any process may run it again, even two at once. Answers the position of the last ending it made or found; 0: it
 * was finished already. Null: it was stopped, or the operation does not exist. A session that cannot be ended does not
 * stop the others. Its error is thrown at the end, and the operation stays unfinished.
 */
export const runOperation = async (
  { log, endSession, endMatching, invalidateOnce }: RunNeeds,
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
    if (batch.length === left.length) position = Math.max(position, await endMatching(operation, signal))
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
