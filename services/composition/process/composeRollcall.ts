import type { Position } from '#events/envelope.ts'
import { repeat } from '#services/ambient/repeat.ts'
import { basePathOf, belowBase } from '#services/http/basePath.ts'
import type { Readiness } from '#services/http/plainRoutes.ts'
import type { Route } from '#services/http/route.ts'
import { aliveLocks } from '#services/leases/aliveLocks.ts'
import { openOperations } from '#services/operations/openOperations.ts'
import { detectorName } from '#services/detection/runDetector.ts'
import { endedSetName } from '#services/sessions/endings/endedSet/progress.ts'
import { liveCountsOfAll } from '#services/projections/liveDistribution/liveCountsOfAll.ts'
import { viewRoutes } from '#services/projections/routes/viewRoutes.ts'
import type { Realtime } from '#services/realtime/startRealtime.ts'
import { tenantRoutes } from '#services/tenants/tenantRoutes.ts'
import type { Tenants } from '#services/tenants/tenants.ts'
import { ownChores, type Remembered, sharedChores } from '../health/chores.ts'
import type { CompositionParts } from './compositionParts.ts'
import { keepHouse } from '../health/keepHouse.ts'
import { openCore, type Core } from './openCore.ts'
import { openFeeds } from './openFeeds.ts'
import { beginKnowing, openKnowing, openServing } from './openServing.ts'
import { everyRole, knowsSessions } from './processRoles.ts'
import { processReadiness } from '../health/processReadiness.ts'
import { measureSkew } from '../health/readiness.ts'
import { runReaders } from './runReaders.ts'
import { type App, probesOnly, serveHttp } from './serveHttp.ts'
import { serveSockets } from './serveSockets.ts'
import type { Knowing, Serving } from './serving.ts'
import { sourcesOf } from '../health/sources.ts'
import { oneAtATime, type OneAtATime } from './standIn.ts'
import { processSelf } from '../health/processSelf.ts'
import { runningProcesses } from '../health/runningProcesses.ts'
import { watchReadiness } from '../health/watchReadiness.ts'
import { whileClockAgrees } from '../health/whileClockAgrees.ts'

export interface Rollcall {
  app: App
  /** The routes as they are mounted. */
  routes: readonly Route[]
  tenants: Tenants
  /** Live sessions of all tenants. */
  countLive: () => Promise<number>
  readiness: () => Readiness
  /** Makes `/readyz` fail and closes each connection after its answer, as whenever it fails. Requests are still answered. */
  leave: () => void
  /** Sends sockets to other processes and cuts those that stay after `withinMs`. The server must take no new ones by then. */
  sendAway: (withinMs: number) => Promise<void>
  /** Finishes what is under way and closes everything but the server and the database. */
  stop: () => Promise<void>
}

/** The parts that a process uses while it runs. */
interface Running {
  parts: CompositionParts
  core: Core
  one: OneAtATime
  signal: AbortSignal
  /** Milliseconds this clock is ahead of the store's; null: not measured yet. */
  skewMs: () => number | null
  readiness: () => Readiness
  /** Whether clients should look for another process. */
  sendsAway: () => boolean
}

interface Served {
  app: App
  routes: readonly Route[]
  realtime?: Realtime
  stop: () => Promise<void>
}

/** A command that answers when this process has applied its ending. A tail that is stuck does not make it fail. */
const appliedHere =
  <Command, Origin, Answer extends { position: Position }>(
    { tail }: Pick<Core, 'tail'>,
    end: (command: Command, origin: Origin) => Promise<Answer>,
  ) =>
  async (command: Command, origin: Origin): Promise<Answer> => {
    const ended = await end(command, origin)
    await tail.waitFor(ended.position).catch(() => undefined)
    return ended
  }

const serveApi = ({ parts, core, readiness, skewMs }: Running, serving: Serving): Served => {
  const { surroundings, logger, data, roles = everyRole } = parts
  const { ambient } = surroundings
  const { store, log, codec, positions } = core
  const { views, sessions, reports } = serving
  const { databases, masterKey } = data
  const { commands } = core.tenants
  const locks = aliveLocks(databases.writer, masterKey)
  const operations = openOperations({
    store,
    positions,
    ambient,
    logger,
    directory: core.tenants.directory,
    views,
    liveSessionIds: views.liveSessionIds,
    readSession: sessions.readSession,
    revokeSession: sessions.revokeSession,
    invalidateSessions: sessions.invalidateSessions,
    removeApplication: commands.removeApplication,
    suspend: appliedHere(core, commands.suspendTenant),
    disableUser: { check: commands.checkDisabling, run: appliedHere(core, commands.disableUser) },
    withdrawInvite: commands.withdrawInvite,
    countKeys: commands.countKeys,
    openInvites: views.openInvites,
    reports,
    holdOperation: locks.tryHold,
  })
  const stop = async (): Promise<void> => {
    await operations.stop()
    await locks.close()
  }
  const asked = { databases, masterKey, log, codec, positions, ambient }
  const reads = viewRoutes({
    ...asked,
    version: parts.version,
    roles: [...roles],
    processes: () => runningProcesses(databases.writer),
    otherReaders: { retrying: [detectorName], rebuilt: [endedSetName] },
  })
  const { listTenantIds, tenantUse } = views
  const { suspendTenant } = operations
  const routes = [
    ...operations.routes,
    ...reads,
    ...tenantRoutes({ ...core.tenants, positions, publicUrl: parts.url, listTenantIds, tenantUse, suspendTenant }),
  ]
  return { ...serveHttp(parts, core, serving, { routes, readiness, skewMs }), stop }
}

const nothing = async (): Promise<void> => {}
/** How often a process looks whether it is ready. Milliseconds. */
const lookEveryMs = 500

/** Serves what the roles of this process allow: all routes, or only probes and metrics. */
const serve = async (running: Running, knowing: Knowing | null): Promise<Served> => {
  const { parts, core, readiness } = running
  const { roles = everyRole } = parts
  const probes = (): Served => ({ ...probesOnly(parts, core, readiness), stop: nothing })
  if (knowing === null || !(roles.has('api') || roles.has('realtime'))) return probes()
  const serving = openServing(parts, core, knowing)
  const served = roles.has('api') ? serveApi(running, serving) : probes()
  const stop = async (): Promise<void> => {
    await served.stop()
    await serving.reports.close()
  }
  return { ...served, stop, ...(roles.has('realtime') ? { realtime: await serveSockets(parts, core, serving) } : {}) }
}

/** Mounts the app on the server. While clients should look for another process, each answer closes its connection. */
const mount = ({ parts: { server, url }, sendsAway }: Running, app: App): void => {
  const basePath = basePathOf(url)
  server.removeAllListeners('request').on('request', (request, response) => {
    request.url = belowBase(basePath, request.url ?? '/')
    if (sendsAway()) response.shouldKeepAlive = false
    app(request, response)
  })
}

const sweep = ({ parts, core, one, signal, skewMs }: Running, { sessions }: Knowing): Promise<void> => {
  const { logger } = parts
  return whileClockAgrees({ what: 'sweeper', skewMs, logger, signal }, (agreeing) =>
    one.run('sweeper', agreeing, async (leading) => {
      await Promise.all([sessions.settleEndings(leading), keepHouse(sharedChores(parts, core), leading, logger)])
    }),
  )
}

/**
 * Builds what the roles of a process need and serves it. Express and Socket.IO get the server only when this process knows which
 * sessions are ended.
 */
export const composeRollcall = async (parts: CompositionParts): Promise<Rollcall> => {
  const { roles = everyRole, data, logger, onFatal } = parts
  const state: { leaving: boolean; realtime: Realtime | undefined } = { leaving: false, realtime: undefined }
  const remembered: Remembered = {
    skewMs: null,
    parked: null,
    logAheadSeconds: null,
    logAskedAt: Number.NEGATIVE_INFINITY,
    lags: [],
  }
  const one = oneAtATime(parts)
  const core: Core = openCore(
    parts,
    sourcesOf(
      parts,
      one,
      () => state.realtime?.counts() ?? {},
      () => remembered.logAheadSeconds,
      () => core.log,
      () => feeds,
    ),
  )
  const feeds = openFeeds(parts, core, one)
  const knowing = knowsSessions(roles) ? openKnowing(parts, core) : null
  const ending = new AbortController()
  const isLeaving = () => state.leaving
  const readiness = processReadiness(parts, { core, feeds, knowing, remembered, one, isLeaving })
  const skewMs = () => remembered.skewMs
  const self = processSelf(parts, { remembered, readiness })
  const watch = watchReadiness(readiness, logger)
  const sendsAway = () => state.leaving || !watch.isReady()
  const running: Running = { parts, core, one, signal: ending.signal, skewMs, readiness, sendsAway }
  const background = [
    runReaders(parts, core, { roles, feeds, skewMs }, ending.signal),
    core.silence.watch(ending.signal),
  ]
  const closeSockets = async (): Promise<void> => {
    const open = state.realtime
    state.realtime = undefined
    await open?.close()
  }
  const close = async (served?: Served): Promise<void> => {
    await closeSockets()
    await served?.stop()
    ending.abort()
    await Promise.all(background)
    await self.leave()
    await knowing?.sessions.stop()
    await knowing?.views.close()
    await core.tail.stop()
    await core.close()
  }
  try {
    if (knowing !== null) await beginKnowing(parts, core, knowing)
    const served = await serve(running, knowing)
    state.realtime = served.realtime
    remembered.skewMs = await measureSkew(data.databases.app, parts.surroundings.ambient.clock)
    background.push(keepHouse([...ownChores(parts, core, feeds, remembered), self.chore], ending.signal, logger))
    if (knowing !== null && roles.has('sweeper')) background.push(sweep(running, knowing))
    background.push(
      repeat({ restMs: lookEveryMs, run: () => state.leaving || watch.look(), onError: onFatal }, ending.signal),
    )
    mount(running, served.app)
    return {
      app: served.app,
      routes: served.routes,
      tenants: core.tenants,
      countLive: async () => (await liveCountsOfAll(data.databases.writer)()).active,
      readiness,
      leave: () => void (state.leaving = true),
      async sendAway(withinMs) {
        await state.realtime?.sendAway(withinMs)
        await closeSockets()
      },
      stop: () => close(served),
    }
  } catch (error) {
    await close()
    throw error
  }
}
