import type { Position } from '#events/envelope.ts'
import type { SessionRow } from '#events/live/rows.ts'
import type { RemoveApplicationBody } from '#events/wire/applicationRequests.ts'
import { instant, type Ambient } from '#services/ambient/clock.ts'
import { dashboardClientId } from '#events/tenant/dashboardClient.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { RemoveApplication } from '#services/ports/endings.ts'
import type { Directory } from '#services/ports/identity.ts'
import type { OperationViews } from '#services/ports/operationViews.ts'
import { actingMetadata, actingName, type ActingRequest } from './actingPerson.ts'
import { mostSessions } from './chooseSessions.ts'
import { confirmMost } from './confirmNumber.ts'
import { endedBy, listed } from './listed.ts'
import type { OperationLog } from './operationLog.ts'
import type { OperationRunner } from './operationRunner.ts'
import { operationRow, type Started } from './operationState.ts'
import type { StartedOperation } from './startOperation.ts'

export interface RemoveApplicationNeeds {
  log: OperationLog
  runner: Pick<OperationRunner, 'carryOn'>
  directory: Directory
  views: Pick<OperationViews, 'matchingSessions'>
  removeApplication: RemoveApplication
  ambient: Ambient
}

export interface Removal {
  /** How many live sessions end with the application. */
  sessions: number
  sample: SessionRow[]
  position: Position
}

/** The command that an operation's events ask for, the same from every process that carries it on. */
export const removalOf = ({ tenantId, data }: Pick<Started, 'tenantId' | 'data'>, clientId: string) => {
  const { operationId, reason, message, ticket } = data
  return { tenantId, clientId, operationId, reason, message, ticket }
}

export const filterOfApplication = (clientId: string): string => `client:${clientId}`
const sampleSize = 10

const requireRemovable = async (
  { directory }: Pick<RemoveApplicationNeeds, 'directory'>,
  tenantId: string,
  clientId: string,
) => {
  if ((await directory.tenant(tenantId))?.clients.has(clientId) !== true) throw new CodedError('not-found')
  if (clientId === dashboardClientId)
    throw new CodedError('locks-you-out', { detail: 'Without the dashboard nobody could administer this tenant.' })
}

/** @throws CodedError not-found, locks-you-out */
export const previewRemoval =
  (needs: Pick<RemoveApplicationNeeds, 'directory' | 'views'>) =>
  async (tenantId: string, clientId: string): Promise<Removal> => {
    await requireRemovable(needs, tenantId, clientId)
    const { sessions, total, position } = await needs.views.matchingSessions(
      tenantId,
      { filter: filterOfApplication(clientId) },
      sampleSize,
    )
    return { sessions: total, sample: sessions, position }
  }

/**
 * Removes an application. One event ends all its sessions; then the runner ends each in its own stream, which are the
 * operation's results. `ended`: how many sessions were live.
 * @throws CodedError not-found, locks-you-out, preview-stale
 */
export const removeApplication =
  (needs: RemoveApplicationNeeds) =>
  async (
    request: ActingRequest,
    clientId: string,
    { confirm, ...why }: RemoveApplicationBody,
  ): Promise<StartedOperation & { ended: number }> => {
    const { log, runner, directory, views, ambient } = needs
    const { caller, claim } = request
    const { tenantId } = caller
    const nextId = claim?.eventIds ?? ambient.random.id
    const [operationId, eventId] = [nextId(), nextId()]
    const byName = await actingName(directory, caller)
    const earlier = claim?.repeated === true ? await log.read(tenantId, operationId) : null
    if (earlier !== null) {
      runner.carryOn({ tenantId, operationId })
      const { position, data } = earlier.started
      return { operation: operationRow(earlier, byName), ended: endedBy(data), position }
    }
    await requireRemovable(needs, tenantId, clientId)
    const filter = filterOfApplication(clientId)
    const { sessions, total } = await views.matchingSessions(tenantId, { filter }, mostSessions)
    confirmMost(confirm, total)
    const live = listed(
      sessions.map(({ id }) => id),
      total,
    )
    const data: Started['data'] = {
      operationId,
      kind: 'application',
      filter,
      userId: null,
      clientId,
      ...live,
      spared: [],
      ...why,
    }
    const metadata = actingMetadata(request)
    const [{ state }, ending] = await Promise.all([
      log.start(data, metadata, eventId),
      needs.removeApplication(removalOf({ tenantId, data }, clientId), metadata),
    ])
    runner.carryOn({ tenantId, operationId }, instant(ambient.clock))
    const position = Math.max(state.started.position, ending.position)
    return { operation: operationRow(state, byName), ended: endedBy(data), position }
  }
