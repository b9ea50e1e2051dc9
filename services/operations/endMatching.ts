import type { Position } from '#events/envelope.ts'
import type { OperationViews } from '#services/ports/operationViews.ts'
import { mostSessions } from './chooseSessions.ts'
import type { EndSession } from './endSession.ts'
import type { OperationState, Started } from './operationState.ts'

/**
 * Ends what an operation is to end and does not list: more sessions than fit, or ones that the view did not show yet. Answers the
 * position of the last ending; 0: there was none.
 */
export type EndMatching = (operation: OperationState, signal: AbortSignal) => Promise<Position>

/** By the kind of operation. Others list all that they end. */
export const endLeft =
  (byKind: Readonly<Partial<Record<Started['data']['kind'], EndMatching>>>): EndMatching =>
  async (operation, signal) =>
    (await byKind[operation.started.data.kind]?.(operation, signal)) ?? 0

const viewWaitMs = 2_000
const atOnce = 20

/** Of a block: what comes by the way that it shuts. */
export const endMatching =
  (views: Pick<OperationViews, 'matchingSessions' | 'waitForView'>, endSession: EndSession): EndMatching =>
  async (operation, signal) => {
    const { tenantId, at, position: startedAt, data } = operation.started
    if (data.filter === null) return 0
    const { filter } = data
    const listed = new Set(data.sessionIds)
    let position: Position = startedAt
    while (!signal.aborted) {
      await views.waitForView(position, viewWaitMs)
      const { sessions } = await views.matchingSessions(tenantId, { filter }, mostSessions + listed.size)
      // Whoever comes later comes after the block, or after it was lifted.
      const left = sessions.filter(({ id, startedAt: began }) => !listed.has(id) && began <= at)
      if (left.length === 0) return position === startedAt ? 0 : position
      const ended = await Promise.all(left.slice(0, atOnce).map(({ id }) => endSession(operation, id)))
      position = Math.max(position, ...ended.map((one) => one.position))
    }
    return 0
  }
