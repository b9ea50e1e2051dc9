import type { Position } from '#events/envelope.ts'
import type { OperationEffect } from '#events/live/rows.ts'
import { operationEffect } from '#events/operation/effect.ts'
import { instant, type Ambient } from '#services/ambient/clock.ts'
import type { ReadSession, RevokeSession } from '#services/ports/endings.ts'
import { actingMetadata, type ActingRequest } from './actingPerson.ts'
import { revocationOf } from './endSession.ts'
import { measure } from './measurement.ts'
import type { OperationLog } from './operationLog.ts'
import type { OperationRunner } from './operationRunner.ts'
import type { Why } from '#events/wire/operationRequests.ts'
import type { Started } from './operationState.ts'
import { requireSession, sessionSummary, type SessionFound, type SessionSummary } from './sessionSummary.ts'

export interface RevokeOneNeeds {
  readSession: ReadSession
  log: OperationLog
  runner: Pick<OperationRunner, 'carryOn' | 'effectSoFar'>
  revokeSession: RevokeSession
  ambient: Ambient
}

export interface RevokedOne {
  session: SessionSummary
  /** The operation with the results and the effect. Null: the session had ended in another way. */
  operation: { id: string } | null
  effect: OperationEffect
  position: Position
}

const unmeasured = (operationId: string, decidedAt: string, refreshRefusedAt: string): OperationEffect =>
  operationEffect(measure({ operationId, decidedAt, refreshRefusedAt }, []))

const alreadyEnded = async (
  { log, runner }: RevokeOneNeeds,
  tenantId: string,
  { session, endedByOperation, position }: SessionFound,
): Promise<RevokedOne> => {
  const endedAt = session.endedAt ?? session.startedAt
  const ended = { session: sessionSummary(session), position }
  if (endedByOperation === null) return { ...ended, operation: null, effect: unmeasured('', endedAt, endedAt) }
  const operation = await log.read(tenantId, endedByOperation)
  const measured = operation?.effect ?? runner.effectSoFar(endedByOperation)
  return {
    ...ended,
    operation: { id: endedByOperation },
    effect: measured ?? unmeasured(endedByOperation, endedAt, endedAt),
    position: Math.max(position, operation?.started.position ?? 0),
  }
}

const operationOfOne = (operationId: string, sessionId: string, why: Why): Started['data'] => ({
  operationId,
  kind: 'session',
  filter: null,
  userId: null,
  sessionIds: [sessionId],
  spared: [],
  ...why,
})

/**
 * Ends one session by an operation of its own. The answer waits only for two appends, made at the same time. Result and
 * effect follow in the operation's stream. If the session has ended already, it appends nothing and answers how it
 * ended.
 * @throws CodedError not-found
 */
export const revokeOne =
  (needs: RevokeOneNeeds) =>
  async (request: ActingRequest, sessionId: string, why: Why): Promise<RevokedOne> => {
    const { readSession, log, runner, revokeSession, ambient } = needs
    const { tenantId } = request.caller
    const found = requireSession(await readSession(tenantId, sessionId))
    if (found.session.status !== 'active') return alreadyEnded(needs, tenantId, found)
    const nextId = request.claim?.eventIds ?? ambient.random.id
    const [operationId, eventId] = [nextId(), nextId()]
    const metadata = actingMetadata(request)
    const operation = operationOfOne(operationId, sessionId, why)
    const revocation = revocationOf(operation)
    const [{ state }, revoked] = await Promise.all([
      log.start(operation, metadata, eventId),
      revokeSession({ sessionId, ...revocation }, metadata),
    ])
    const refusedAt = instant(ambient.clock)
    runner.carryOn({ tenantId, operationId }, refusedAt)
    const standing = requireSession(revoked)
    if (revoked.outcome !== 'ended') return alreadyEnded(needs, tenantId, standing)
    const session = sessionSummary(standing.session)
    const effect = unmeasured(operationId, revoked.at, refusedAt)
    const position = Math.max(state.started.position, revoked.position)
    return { session, operation: { id: operationId }, effect, position }
  }
