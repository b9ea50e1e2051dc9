import type { OperationRow } from '#events/live/rows.ts'
import type { Position } from '#events/envelope.ts'
import type { Randomness } from '#services/ambient/clock.ts'
import type { Directory } from '#services/ports/identity.ts'
import type { Selection } from '#services/ports/operationViews.ts'
import { actingMetadata, actingName, type ActingRequest } from './actingPerson.ts'
import { allowNumber, chooseSessions, type ChooseNeeds } from './chooseSessions.ts'
import { confirmNumber } from './confirmNumber.ts'
import type { OperationLog } from './operationLog.ts'
import type { OperationRunner } from './operationRunner.ts'
import { operationRow } from './operationState.ts'
import type { Why } from '#events/wire/operationRequests.ts'

export interface StartNeeds extends ChooseNeeds {
  log: OperationLog
  runner: Pick<OperationRunner, 'carryOn'>
  directory: Directory
  random: Randomness
}

export interface StartCommand {
  selection: Selection
  why: Why
  /** The number of sessions that the preview showed to the person. */
  confirm: number
}

export interface StartedOperation {
  operation: OperationRow
  position: Position
}

/**
 * Chooses the sessions to end, writes them into the log, and lets the runner end them.
 * @throws CodedError invalid-filter, too-many-sessions, forbidden, preview-stale, confirm-mismatch
 */
export const startOperation =
  (needs: StartNeeds) =>
  async (request: ActingRequest, { selection, why, confirm }: StartCommand): Promise<StartedOperation> => {
    const { log, runner, directory, random } = needs
    const { caller, claim } = request
    const nextId = claim?.eventIds ?? random.id
    const [operationId, eventId] = [nextId(), nextId()]
    const byName = await actingName(directory, caller)
    // The first holder of this Idempotency-Key may have started the operation and died before it answered.
    const earlier = claim?.repeated === true ? await log.read(caller.tenantId, operationId) : null
    if (earlier !== null) return { operation: operationRow(earlier, byName), position: earlier.started.position }
    const { sessions, spared } = await chooseSessions(needs, caller, selection)
    await allowNumber(request, sessions.length)
    confirmNumber(confirm, sessions.length, 'sessionIds' in selection ? new Set(selection.sessionIds).size : 0)
    const { state, position } = await log.start(
      {
        operationId,
        ...('filter' in selection ? { kind: 'filter', filter: selection.filter } : { kind: 'sessions', filter: null }),
        userId: null,
        sessionIds: sessions.map(({ id }) => id),
        spared,
        ...why,
      },
      actingMetadata(request),
      eventId,
    )
    runner.carryOn({ tenantId: caller.tenantId, operationId })
    return { operation: operationRow(state, byName), position }
  }
