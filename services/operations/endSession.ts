import { sessionStream } from '#events/streams.ts'
import type { Position } from '#events/envelope.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import type { CommandMetadata, RevokeSession } from '#services/ports/identity.ts'
import type { OperationState, Outcome, Started } from './operationState.ts'

export type EndSession = (
  operation: OperationState,
  sessionId: string,
) => Promise<{ sessionId: string; outcome: Outcome; position: Position }>

/** The same for the person's request and for whoever carries the operation on later. */
export const metadataOf = ({ tenantId, actor, correlationId, context }: Started): CommandMetadata => ({
  tenantId,
  actor,
  correlationId,
  context,
})

export const revocationOf = ({ kind, reason, message, ticket, operationId }: Started['data']) => ({
  cause: kind === 'session' || kind === 'user' ? ('admin' as const) : ('operation' as const),
  reason,
  message,
  ticket,
  operationId,
})

/** Ends one session for an operation. What it finds already ended by this very operation it has ended itself, earlier. */
export const endSession = (store: Pick<EventStore, 'readStream'>, revokeSession: RevokeSession): EndSession => {
  const isOurs = async ({ started }: OperationState, sessionId: string): Promise<boolean> => {
    const events = await store.readStream(sessionStream(started.tenantId, sessionId))
    return events.some(
      (event) => event.type === 'SessionRevoked' && event.data.operationId === started.data.operationId,
    )
  }
  return async (operation, sessionId) => {
    const { started } = operation
    const { outcome, position } = await revokeSession({ sessionId, ...revocationOf(started.data) }, metadataOf(started))
    if (outcome === 'alreadyEnded')
      return { sessionId, position, outcome: (await isOurs(operation, sessionId)) ? 'ended' : 'already-ended' }
    return { sessionId, position, outcome }
  }
}
