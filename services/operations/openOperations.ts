import type { Ambient } from '#services/ambient/clock.ts'
import type { EffectReports } from '#services/ports/effects.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import type { Route } from '#services/http/route.ts'
import type {
  CountKeys,
  Directory,
  DisableUser,
  InvalidateSessions,
  OpenInvites,
  ReadSession,
  RemoveApplication,
  RevokeSession,
  SuspendTenant,
  WithdrawInvite,
} from '#services/ports/identity.ts'
import type { Logger } from '#services/logging/logger.ts'
import type { OperationViews } from '#services/ports/operationViews.ts'
import type { LiveSessionIds } from '#services/ports/revocations.ts'
import type { WirePositions } from '#services/keys/wirePositions.ts'
import { disableRoutes } from './disableRoutes.ts'
import { effectMeter } from './effectMeter.ts'
import { endSession } from './endSession.ts'
import { invalidateOnce } from './invalidateOnce.ts'
import { applicationRemovalRoutes } from './applicationRemovalRoutes.ts'
import { operationLog } from './operationLog.ts'
import { operationRoutes } from './operationRoutes.ts'
import { operationRunner, type RunnerNeeds } from './operationRunner.ts'
import { revokeOne } from './revokeOne.ts'
import { revokeRoutes } from './revokeRoutes.ts'
import { revokeUser } from './revokeUser.ts'
import { startOperation } from './startOperation.ts'
import { suspendTenant } from './suspendTenant.ts'

export interface OperationsNeeds {
  store: EventStore
  ambient: Ambient
  logger: Logger
  directory: Directory
  positions: WirePositions
  views: OperationViews
  liveSessionIds: LiveSessionIds
  readSession: ReadSession
  revokeSession: RevokeSession
  invalidateSessions: InvalidateSessions
  removeApplication: RemoveApplication
  suspend: SuspendTenant
  disableUser: DisableUser
  withdrawInvite: WithdrawInvite
  countKeys: CountKeys
  openInvites: OpenInvites
  reports: EffectReports
  holdOperation: RunnerNeeds['holdOperation']
}

export interface Operations {
  routes: Route[]
  suspendTenant: ReturnType<typeof suspendTenant>
  /** Stops the work under way. Another process carries it on. */
  stop: () => Promise<void>
}

/** Forced logout of one session, a person, a list or a filter. Also carries on operations that another process left. */
export const openOperations = (needs: OperationsNeeds): Operations => {
  const { store, ambient, logger, directory, positions, views, suspend, reports } = needs
  const { liveSessionIds, readSession, revokeSession, invalidateSessions, removeApplication, holdOperation } = needs
  const { disableUser, withdrawInvite, countKeys, openInvites } = needs
  const { clock, random } = ambient
  const log = operationLog(store, ambient)
  const meter = effectMeter(reports, clock)
  const runner = operationRunner({
    log,
    meter,
    clock,
    logger,
    holdOperation,
    unfinishedOperations: views.unfinishedOperations,
    endSession: endSession(revokeSession),
    invalidateOnce: invalidateOnce(invalidateSessions, removeApplication),
  })
  const start = startOperation({ views, readSession, log, runner, directory, random })
  const one = revokeOne({ readSession, log, runner, revokeSession, ambient })
  const user = revokeUser({ log, runner, directory, liveSessionIds, invalidateSessions, ambient })
  const removing = { log, runner, directory, views, removeApplication, ambient, positions }
  const disabling = {
    log,
    runner,
    directory,
    liveSessionIds,
    countKeys,
    openInvites,
    disableUser,
    withdrawInvite,
    ambient,
    positions,
  }
  return {
    routes: [
      ...operationRoutes({ views, readSession, start, runner, positions }),
      ...revokeRoutes({ revokeOne: one, revokeUser: user, positions }),
      ...applicationRemovalRoutes(removing),
      ...disableRoutes(disabling),
    ],
    suspendTenant: suspendTenant({ log, runner, directory, views, suspend, ambient }),
    async stop() {
      await runner.stop()
      meter.stop()
    },
  }
}
