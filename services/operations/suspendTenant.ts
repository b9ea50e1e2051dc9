import type { Position } from '#events/envelope.ts'
import type { Why } from '#events/wire/operationRequests.ts'
import { instant, type Ambient } from '#services/ambient/clock.ts'
import type { Origin } from '#services/commands/envelope.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { SuspendTenant } from '#services/ports/endings.ts'
import type { Directory } from '#services/ports/identity.ts'
import type { OperationViews } from '#services/ports/operationViews.ts'
import { mostSessions } from './chooseSessions.ts'
import { endedBy, listed } from './listed.ts'
import type { OperationLog } from './operationLog.ts'
import type { OperationRunner } from './operationRunner.ts'
import type { Started } from './operationState.ts'

export interface SuspendTenantNeeds {
  log: Pick<OperationLog, 'read' | 'start'>
  /** Null: another process carries the operation on, because this one is about to end. */
  runner: Pick<OperationRunner, 'carryOn'> | null
  directory: Pick<Directory, 'tenant'>
  views: Pick<OperationViews, 'matchingSessions'>
  suspend: SuspendTenant
  ambient: Ambient
}

export type SuspendedAs = { operationId: string; sessions: number; position: Position }

/**
 * Suspends a tenant: one event ends all its sessions at once. Then the runner ends each session in its own stream; these
 * are the operation's results. A repeat finds the suspension that is in force, and starts its operation if the process that
 * suspended died before it could.
 * @throws CodedError not-found, locks-you-out
 */
export const suspendTenant =
  ({ log, runner, directory, views, suspend, ambient }: SuspendTenantNeeds) =>
  async (tenantId: string, why: Why, origin: Omit<Origin, 'tenantId'>): Promise<SuspendedAs> => {
    if ((await directory.tenant(tenantId)) === null) throw new CodedError('not-found')
    const live = await views.matchingSessions(tenantId, { filter: '' }, mostSessions)
    const command = { tenantId, operationId: ambient.random.id(), ...why }
    const { position, suspension } = await suspend(command, origin)
    const { operationId } = suspension
    const standing = await log.read(tenantId, operationId)
    const data: Started['data'] = {
      operationId,
      kind: 'tenant',
      filter: null,
      userId: null,
      ...listed(
        live.sessions.map(({ id }) => id),
        live.total,
      ),
      spared: [],
      ...why,
    }
    const { started } = standing ?? (await log.start(data, { ...origin, tenantId }, ambient.random.id())).state
    runner?.carryOn({ tenantId, operationId }, instant(ambient.clock))
    return { operationId, sessions: endedBy(started.data), position: Math.max(position, started.position) }
  }
