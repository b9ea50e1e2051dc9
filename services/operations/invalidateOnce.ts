import { userStream } from '#events/streams.ts'
import type { Position } from '#events/envelope.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import type { InvalidateSessions } from '#services/ports/identity.ts'
import { metadataOf, revocationOf } from './endSession.ts'
import type { OperationState } from './operationState.ts'

/** Ends all of the user's sessions with one event, unless this operation has done so before. Answers where it stands. */
export type InvalidateOnce = (operation: OperationState) => Promise<Position | null>

export const invalidateOnce =
  (store: Pick<EventStore, 'readStream'>, invalidateSessions: InvalidateSessions): InvalidateOnce =>
  async ({ started }) => {
    const { userId, operationId, spared } = started.data
    if (userId === null) return null
    const events = await store.readStream(userStream(started.tenantId, userId))
    const done = events.find((event) => event.type === 'SessionsInvalidated' && event.data.operationId === operationId)
    if (done !== undefined) return done.position
    const except = spared.map(({ sessionId }) => sessionId)
    const command = { userId, except, ...revocationOf(started.data) }
    return (await invalidateSessions(command, metadataOf(started))).position
  }
