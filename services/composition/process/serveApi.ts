import { detectorName } from '#services/detection/runDetector.ts'
import type { Guards } from '#services/guards/openGuards.ts'
import type { Route } from '#services/http/route.ts'
import { type AliveLocks, aliveLocks } from '#services/leases/aliveLocks.ts'
import { notifierName } from '#services/notify/asking/runNotifier.ts'
import { openOperations, type Operations } from '#services/operations/openOperations.ts'
import { answersName } from '#services/operations/anomalies/runAnswers.ts'
import { starterName } from '#services/operations/runStarter.ts'
import { cursors } from '#services/projections/queries/cursors.ts'
import { viewRoutes } from '#services/projections/routes/viewRoutes.ts'
import { listTenants } from '#services/projections/tenantIndex/listTenants.ts'
import { ownEventRoutes } from '#services/realtime/ownEvents/ownEventRoutes.ts'
import type { OwnEvents } from '#services/realtime/ownEvents/ownEvents.ts'
import { endedSetName } from '#services/sessions/endings/endedSet/progress.ts'
import { quotaRoutes } from '#services/tenants/quotaRoutes.ts'
import { tenantRoutes } from '#services/tenants/tenantRoutes.ts'
import { runningProcesses } from '../health/runningProcesses.ts'
import { appliedHere } from './appliedHere.ts'
import { openGuarding, openOwnEvents } from './openServing.ts'
import { everyRole } from './processRoles.ts'
import type { EventStreams, Running, Served } from './running.ts'
import { serveHttp } from './serveHttp.ts'
import type { Serving } from './serving.ts'

interface Ending {
  guards: Pick<Guards, 'confirmations'>
  locks: Pick<AliveLocks, 'tryHold'>
}

const openEndings = ({ parts, core }: Running, serving: Serving, { guards, locks }: Ending): Operations => {
  const { surroundings, logger } = parts
  const { store, positions } = core
  const { views, sessions, reports } = serving
  const { commands, directory, policies } = core.tenants
  return openOperations({
    store,
    positions,
    ambient: surroundings.ambient,
    logger,
    directory,
    views,
    liveSessionIds: views.liveSessionIds,
    readSession: sessions.readSession,
    revokeSession: sessions.revokeSession,
    invalidateSessions: sessions.invalidateSessions,
    removeApplication: appliedHere(core, commands.removeApplication),
    suspend: appliedHere(core, commands.suspendTenant),
    disableUser: { check: commands.checkDisabling, run: appliedHere(core, commands.disableUser) },
    holdUser: { check: commands.checkDisabling, run: appliedHere(core, commands.holdUser) },
    addBlock: appliedHere(core, commands.addBlock),
    shortenSession: sessions.shortenSession,
    policies: { ...policies, change: appliedHere(core, policies.change) },
    withdrawInvite: commands.withdrawInvite,
    keysOfPerson: commands.keysOfPerson,
    openInvites: views.openInvites,
    reports,
    guards: guards.confirmations,
    holdOperation: locks.tryHold,
  })
}

const streamsOf = (guards: Guards, own: OwnEvents): EventStreams => ({
  counts() {
    const { streams, behind } = guards.counts()
    return { guards: streams, own: own.count(), behind }
  },
  ownByTenant: own.byTenant,
  sendAway(withinMs) {
    guards.sendAway(withinMs)
    own.sendAway()
  },
})

const readingRoutes = ({ parts, core }: Running): Route[] => {
  const { surroundings, data, logger, version, roles = everyRole } = parts
  const { databases, masterKey } = data
  const { log, codec, positions } = core
  return viewRoutes({
    databases,
    masterKey,
    log,
    codec,
    positions,
    ambient: surroundings.ambient,
    logger,
    version,
    roles: [...roles],
    processes: () => runningProcesses(databases.writer),
    otherReaders: { retrying: [detectorName, notifierName, starterName, answersName], rebuilt: [endedSetName] },
  })
}

const operatorRoutes = (
  { parts, core }: Running,
  { views: { tenantUse }, tenantIndex: index }: Serving,
  { suspendTenant }: Operations,
): Route[] =>
  tenantRoutes({
    ...core.tenants,
    positions: core.positions,
    publicUrl: parts.url,
    mailsAreSetUp: core.mails.isSetUp,
    listTenants: listTenants({ index, tenantUse, cursors: cursors(parts.data.masterKey) }),
    tenantUse,
    suspendTenant,
  })

/** Serves all routes. */
export const serveApi = (running: Running, serving: Serving): Served => {
  const { parts, core, readiness, skewMs } = running
  const { databases, masterKey } = parts.data
  const locks = aliveLocks(databases.writer, masterKey)
  const guards = openGuarding(parts, core, serving)
  const own = openOwnEvents(parts, core, serving)
  const operations = openEndings(running, serving, { guards, locks })
  const stop = async (): Promise<void> => {
    await operations.stop()
    await guards.stop()
    await own.stop()
    await locks.close()
  }
  const routes = [
    ...operations.routes,
    ...guards.routes,
    ...ownEventRoutes(own),
    ...readingRoutes(running),
    ...quotaRoutes({ ...core.tenants, tenantUse: serving.views.tenantUse }),
    ...operatorRoutes(running, serving, operations),
  ]
  return { ...serveHttp(parts, core, serving, { routes, readiness, skewMs }), streams: streamsOf(guards, own), stop }
}
