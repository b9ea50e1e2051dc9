import type { Position } from '#events/envelope.ts'
import type { InvalidateSessions } from '#services/ports/identity.ts'
import { metadataOf, revocationOf } from './endSession.ts'
import type { OperationState } from './operationState.ts'

/**
 * Ends all sessions of the operation's user with one event, at most once. Answers its position; null: it is about no
 * user.
 */
export type InvalidateOnce = (operation: OperationState) => Promise<Position | null>

export const invalidateOnce =
  (invalidateSessions: InvalidateSessions): InvalidateOnce =>
  async ({ started }) => {
    const { userId, spared } = started.data
    if (userId === null) return null
    const except = spared.map(({ sessionId }) => sessionId)
    const command = { userId, except, ...revocationOf(started.data) }
    return (await invalidateSessions(command, metadataOf(started))).position
  }
