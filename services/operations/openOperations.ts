import type { Ambient } from '#services/ambient/clock.ts'
import { keptContext } from '#services/commands/keptContext.ts'
import type { EffectReports, GuardConfirmations } from '#services/ports/effects.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import type { Route } from '#services/http/route.ts'
import type {
  AddBlock,
  KeysOfPerson,
  DisableUser,
  HoldUser,
  InvalidateSessions,
  OpenInvites,
  ReadSession,
  RemoveApplication,
  RevokeSession,
  ShortenSession,
  SuspendTenant,
  WithdrawInvite,
} from '#services/ports/endings.ts'
import type { Directory } from '#services/ports/identity.ts'
import type { Policies } from '#services/ports/policies.ts'
import type { Logger } from '#services/logging/logger.ts'
import type { OperationViews } from '#services/ports/operationViews.ts'
import type { LiveSessionIds } from '#services/ports/revocations.ts'
import type { WirePositions } from '#services/keys/wirePositions.ts'
import { blockRoutes } from './blockRoutes.ts'
import { disableRoutes } from './disableRoutes.ts'
import { effectMeter } from './effectMeter.ts'
import { endLeft, endMatching } from './endMatching.ts'
import { endSession } from './endSession.ts'
import { holdRoutes } from './holdRoutes.ts'
import { invalidateOnce } from './invalidateOnce.ts'
import { applicationRemovalRoutes } from './applicationRemovalRoutes.ts'
import { operationLog } from './operationLog.ts'
import { operationRoutes } from './operationRoutes.ts'
import { carryOutPolicy } from './policy/carryOutPolicy.ts'
import { policyRoutes } from './policy/policyRoutes.ts'
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
  holdUser: HoldUser
  addBlock: AddBlock
  shortenSession: ShortenSession
  policies: Policies
  withdrawInvite: WithdrawInvite
  keysOfPerson: KeysOfPerson
  openInvites: OpenInvites
  reports: EffectReports
  guards: GuardConfirmations
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
  const { store, ambient, logger, directory, positions, views, suspend, reports, guards } = needs
  const { liveSessionIds, readSession, revokeSession, invalidateSessions, removeApplication, holdOperation } = needs
  const { policies, shortenSession, disableUser, holdUser, addBlock, withdrawInvite, keysOfPerson, openInvites } = needs
  const { clock, random } = ambient
  const log = operationLog(store, ambient, keptContext(directory))
  const meter = effectMeter(reports, guards, clock)
  const ending = endSession(revokeSession)
  const runner = operationRunner({
    log,
    meter,
    clock,
    logger,
    holdOperation,
    unfinishedOperations: views.unfinishedOperations,
    endSession: ending,
    endMatching: endLeft({
      block: endMatching(views, ending),
      policy: carryOutPolicy({ views, policies, endSession: ending, shortenSession }),
    }),
    invalidateOnce: invalidateOnce(invalidateSessions, removeApplication),
  })
  const start = startOperation({ views, readSession, log, runner, directory, random })
  const one = revokeOne({ readSession, log, runner, revokeSession, ambient })
  const user = revokeUser({ log, runner, directory, liveSessionIds, invalidateSessions, ambient })
  const removing = { log, runner, directory, views, removeApplication, ambient, positions }
  const ofPerson = { log, runner, directory, liveSessionIds, keysOfPerson, ambient, positions }
  return {
    routes: [
      ...operationRoutes({ views, readSession, start, runner, positions }),
      ...revokeRoutes({ revokeOne: one, revokeUser: user, positions }),
      ...applicationRemovalRoutes(removing),
      ...disableRoutes({ ...ofPerson, openInvites, disableUser, withdrawInvite }),
      ...holdRoutes({ ...ofPerson, holdUser }),
      ...policyRoutes({ log, runner, directory, views, policies, clock, random, positions }),
      ...blockRoutes({ log, runner, directory, views, readSession, addBlock, ambient, positions }),
    ],
    suspendTenant: suspendTenant({ log, runner, directory, views, suspend, ambient }),
    async stop() {
      await runner.stop()
      meter.stop()
    },
  }
}
