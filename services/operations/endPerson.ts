import type { Position } from '#events/envelope.ts'
import type { Why } from '#events/wire/operationRequests.ts'
import { instant, type Ambient } from '#services/ambient/clock.ts'
import type { CommandMetadata, Directory } from '#services/ports/identity.ts'
import type { LiveSessionIds } from '#services/ports/revocations.ts'
import { actingMetadata, actingName, type ActingRequest } from './actingPerson.ts'
import { endedBy, listed } from './listed.ts'
import type { OperationLog } from './operationLog.ts'
import type { OperationRunner } from './operationRunner.ts'
import { operationRow } from './operationState.ts'
import type { StartedOperation } from './startOperation.ts'

export interface EndPersonNeeds {
  log: Pick<OperationLog, 'read' | 'start'>
  runner: Pick<OperationRunner, 'carryOn'>
  directory: Directory
  liveSessionIds: LiveSessionIds
  ambient: Ambient
}

/** A decision about a person that refuses them and ends all their sessions by one event. */
export interface PersonEnding<Decided> {
  kind: 'disable' | 'hold'
  userId: string
  why: Why
  /** Refuses as `decide` would. */
  check: (metadata: CommandMetadata) => Promise<void>
  decide: (operationId: string, metadata: CommandMetadata) => Promise<Decided>
}

/**
 * Has a decision end all sessions of a person. Then the runner ends each session in its own stream; these are the
 * operation's results. The decision comes first, so that whoever carries the operation on never repeats it after it was
 * taken back.
 */
export const endPerson =
  ({ log, runner, directory, liveSessionIds, ambient }: EndPersonNeeds) =>
  async <Decided extends { position: Position }>(
    request: ActingRequest,
    { kind, userId, why, check, decide }: PersonEnding<Decided>,
  ): Promise<StartedOperation & { ended: number; decided: Decided }> => {
    const { caller, claim } = request
    const { tenantId } = caller
    const nextId = claim?.eventIds ?? ambient.random.id
    const [operationId, eventId] = [nextId(), nextId()]
    const byName = await actingName(directory, caller)
    const metadata = actingMetadata(request)
    await check(metadata)
    const live = await liveSessionIds(tenantId, userId)
    const decided = await decide(operationId, metadata)
    const earlier = claim?.repeated === true ? await log.read(tenantId, operationId) : null
    const data = { operationId, kind, filter: null, userId, ...listed(live, live.length), spared: [], ...why }
    const started = earlier ?? (await log.start(data, metadata, eventId)).state
    runner.carryOn({ tenantId, operationId }, instant(ambient.clock))
    const position: Position = Math.max(decided.position, started.started.position)
    return { operation: operationRow(started, byName), ended: endedBy(started.started.data), position, decided }
  }
