import type { Position } from '#events/envelope.ts'
import type { InvalidateSessions, RemoveApplication } from '#services/ports/endings.ts'
import { metadataOf, revocationOf } from './endSession.ts'
import { removalOf } from './removeApplication.ts'
import type { OperationState } from './operationState.ts'

/**
 * Ends all sessions of the operation's user or application with one event, at most once. Answers its position; null: it
 * is about neither, or the person was disabled or is held, which ended them before the operation began.
 */
export type InvalidateOnce = (operation: OperationState) => Promise<Position | null>

export const invalidateOnce =
  (invalidateSessions: InvalidateSessions, removeApplication: RemoveApplication): InvalidateOnce =>
  async ({ started }) => {
    const { kind, userId, clientId, spared } = started.data
    if (kind === 'disable' || kind === 'hold') return null
    if (clientId !== undefined)
      return (await removeApplication(removalOf(started, clientId), metadataOf(started))).position
    if (userId === null) return null
    const except = spared.map(({ sessionId }) => sessionId)
    const command = { userId, except, ...revocationOf(started.data) }
    return (await invalidateSessions(command, metadataOf(started))).position
  }
