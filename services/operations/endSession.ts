import type { Position } from '#events/envelope.ts'
import type { RevokeSession } from '#services/ports/endings.ts'
import type { CommandMetadata } from '#services/ports/identity.ts'
import type { OperationState, Outcome, Started } from './operationState.ts'

export type EndSession = (
  operation: OperationState,
  sessionId: string,
) => Promise<{ sessionId: string; outcome: Outcome; position: Position }>

/** Every process that works on the operation uses the metadata of the person who started it. */
export const metadataOf = ({ tenantId, actor, correlationId, context }: Started): CommandMetadata => ({
  tenantId,
  actor,
  correlationId,
  context,
})

const causes = {
  session: 'admin',
  user: 'admin',
  sessions: 'operation',
  filter: 'operation',
  disable: 'disabled',
  hold: 'hold',
  block: 'block',
  application: 'operation',
  tenant: 'suspended',
  policy: 'policy',
} as const

export const revocationOf = ({ kind, reason, message, ticket, operationId }: Started['data']) => ({
  cause: causes[kind],
  reason,
  message,
  ticket,
  operationId,
})

/** Ends one session for an operation. If an earlier run of this operation has ended it, the outcome is `ended` too. */
export const endSession =
  (revokeSession: RevokeSession): EndSession =>
  async ({ started }, sessionId) => {
    const command = { sessionId, ...revocationOf(started.data) }
    const { outcome, position, endedByOperation } = await revokeSession(command, metadataOf(started))
    if (outcome !== 'alreadyEnded') return { sessionId, position, outcome }
    const isOurs = endedByOperation === started.data.operationId
    return { sessionId, position, outcome: isOurs ? 'ended' : 'already-ended' }
  }
