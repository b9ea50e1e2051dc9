import { repeat } from '#services/ambient/repeat.ts'
import type { Readiness } from '#services/http/plainRoutes.ts'
import type { Route } from '#services/http/route.ts'
import { liveCountsOfAll } from '#services/projections/liveDistribution/liveCountsOfAll.ts'
import type { Realtime } from '#services/realtime/startRealtime.ts'
import type { Tenants } from '#services/tenants/tenants.ts'
import { ownChores, type Remembered } from '../health/chores.ts'
import { type ConnectionsByTenant, withCounts } from '../health/openConnections.ts'
import { keepHouse } from '../health/keepHouse.ts'
import { processReadiness } from '../health/processReadiness.ts'
import { processSelf } from '../health/processSelf.ts'
import { measureSkew } from '../health/readiness.ts'
import { sourcesOf } from '../health/sources.ts'
import { watchReadiness } from '../health/watchReadiness.ts'
import type { CompositionParts } from './compositionParts.ts'
import { type Core, openCore } from './openCore.ts'
import { openFeeds } from './openFeeds.ts'
import { beginKnowing, openKnowing } from './openServing.ts'
import { everyRole, knowsSessions } from './processRoles.ts'
import type { EventStreams, Running, Served } from './running.ts'
import { runReaders } from './runReaders.ts'
import { mount, serve } from './serve.ts'
import type { App } from './serveHttp.ts'
import { oneAtATime } from './standIn.ts'
import { sweep } from './sweep.ts'

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

/** What this process serves now. */
interface State {
  leaving: boolean
  realtime: Realtime | undefined
  streams: EventStreams | undefined
}

const connectionsOf = ({ realtime, streams }: State): ConnectionsByTenant => {
  const none = new Map<string, number>()
  const { pages, own } = realtime?.byTenant() ?? { pages: none, own: none }
  const counted = withCounts(withCounts(new Map(), 'pages', pages), 'sockets', own)
  return withCounts(counted, 'streams', streams?.ownByTenant() ?? none)
}

/** How often a process looks whether it is ready. Milliseconds. */
const lookEveryMs = 500

/**
 * Builds what the roles of a process need and serves it. Express and Socket.IO get the server only when this process knows which
 * sessions are ended.
 */
export const composeRollcall = async (parts: CompositionParts): Promise<Rollcall> => {
  const { roles = everyRole, data, logger, onFatal } = parts
  const state: State = { leaving: false, realtime: undefined, streams: undefined }
  const remembered: Remembered = {
    skewMs: null,
    parked: null,
    logAheadSeconds: null,
    logAskedAt: Number.NEGATIVE_INFINITY,
    lags: [],
    tenants: null,
    retiredAt: null,
  }
  const one = oneAtATime(parts)
  const core: Core = openCore(
    parts,
    sourcesOf(
      parts,
      one,
      () => state.realtime?.counts() ?? {},
      () => state.streams?.counts() ?? null,
      () => remembered.logAheadSeconds,
      () => remembered.tenants,
      () => remembered.retiredAt,
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
  const self = processSelf(parts, { remembered, readiness, connections: () => connectionsOf(state) })
  const watch = watchReadiness(readiness, logger)
  const sendsAway = () => state.leaving || !watch.isReady()
  const running: Running = { parts, core, one, signal: ending.signal, skewMs, readiness, sendsAway }
  const background = [
    runReaders(parts, core, { roles, feeds, knowing, skewMs }, ending.signal),
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
    state.streams = served.streams
    remembered.skewMs = await measureSkew(data.databases.app, parts.surroundings.ambient.clock)
    background.push(keepHouse([...ownChores(parts, core, feeds, remembered), ...self.chores], ending.signal, logger))
    if (knowing !== null && roles.has('sweeper')) background.push(sweep(running, knowing, remembered))
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
        state.streams?.sendAway(withinMs)
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
