import { instant, type Ambient } from '#services/ambient/clock.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { InvalidateSessions } from '#services/ports/endings.ts'
import type { Directory } from '#services/ports/identity.ts'
import type { LiveSessionIds } from '#services/ports/revocations.ts'
import { actingMetadata, actingName, type ActingRequest } from './actingPerson.ts'
import { revocationOf } from './endSession.ts'
import { endedBy, listed } from './listed.ts'
import type { OperationLog } from './operationLog.ts'
import type { OperationRunner } from './operationRunner.ts'
import { operationRow, type Started } from './operationState.ts'
import type { RevokeUserBody } from '#events/wire/operationRequests.ts'
import type { StartedOperation } from './startOperation.ts'

export interface RevokeUserNeeds {
  log: OperationLog
  runner: Pick<OperationRunner, 'carryOn'>
  directory: Directory
  liveSessionIds: LiveSessionIds
  invalidateSessions: InvalidateSessions
  ambient: Ambient
}

type Spared = Started['data']['spared']

/** A caller who ends their own sessions in this way keeps the session that they are using. */
const sparedOf = ({ caller }: ActingRequest, userId: string, except: readonly string[]): Spared => {
  const excepted = except.filter((sessionId) => sessionId !== caller.sessionId)
  const own = caller.userId === userId || except.length > excepted.length
  return [
    ...(own ? [{ sessionId: caller.sessionId, why: 'your-own' as const }] : []),
    ...excepted.map((sessionId) => ({ sessionId, why: 'excepted' as const })),
  ]
}

/**
 * Ends every session of a person at once with one event. Then the runner ends each session in its own stream; these are
 * the operation's results. `ended`: how many sessions were live.
 * @throws CodedError not-found
 */
export const revokeUser =
  (needs: RevokeUserNeeds) =>
  async (
    request: ActingRequest,
    userId: string,
    { except = [], ...why }: RevokeUserBody,
  ): Promise<StartedOperation & { ended: number }> => {
    const { log, runner, directory, liveSessionIds, invalidateSessions, ambient } = needs
    const { caller, claim } = request
    const { tenantId } = caller
    if ((await directory.person(tenantId, userId)) === null) throw new CodedError('not-found')
    const nextId = claim?.eventIds ?? ambient.random.id
    const [operationId, eventId] = [nextId(), nextId()]
    const byName = await actingName(directory, caller)
    const earlier = claim?.repeated === true ? await log.read(tenantId, operationId) : null
    if (earlier !== null) {
      const { position, data } = earlier.started
      runner.carryOn({ tenantId, operationId })
      return { operation: operationRow(earlier, byName), ended: endedBy(data), position }
    }
    const spared = sparedOf(request, userId, [...new Set(except)])
    const stays = new Set(spared.map(({ sessionId }) => sessionId))
    const live = (await liveSessionIds(tenantId, userId)).filter((sessionId) => !stays.has(sessionId))
    const data: Started['data'] = {
      operationId,
      kind: 'user',
      filter: null,
      userId,
      ...listed(live, live.length),
      spared,
      ...why,
    }
    const metadata = actingMetadata(request)
    const [{ state }, ending] = await Promise.all([
      log.start(data, metadata, eventId),
      invalidateSessions({ userId, except: [...stays], ...revocationOf(data) }, metadata),
    ])
    runner.carryOn({ tenantId, operationId }, instant(ambient.clock))
    const position = Math.max(state.started.position, ending.position)
    return { operation: operationRow(state, byName), ended: endedBy(data), position }
  }
