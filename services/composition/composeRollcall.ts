import { withSaidDevice } from '#services/context/saidDevice.ts'
import type { Readiness } from '#services/http/plainRoutes.ts'
import type { Route } from '#services/http/route.ts'
import { purgeIdempotency } from '#services/idempotency/idempotencyRows.ts'
import { purgeLimits } from '#services/limits/gatheredCounters.ts'
import { openOperations } from '#services/operations/openOperations.ts'
import { countParked } from '#services/projections/live/parkedEvents.ts'
import { viewRoutes } from '#services/projections/routes/viewRoutes.ts'
import { viewHandouts, type ViewHandouts } from '#services/projections/viewHandouts.ts'
import { notifiedReports } from '#services/realtime/notifiedReports.ts'
import type { Realtime } from '#services/realtime/startRealtime.ts'
import { sessionService, type SessionService } from '#services/sessions/sessionService.ts'
import { sweepSecrets } from '#services/tenants/sweepSecrets.ts'
import type { Tenants } from '#services/tenants/tenants.ts'
import { catchUp } from './catchUp.ts'
import type { CompositionParts } from './compositionParts.ts'
import { keepHouse, type Chore } from './keepHouse.ts'
import { limiting } from './limiting.ts'
import { openCore, type Core } from './openCore.ts'
import { measureSkew, readinessOf } from './readiness.ts'
import { runReaders } from './runReaders.ts'
import { serveHttp } from './serveHttp.ts'
import { serveSockets } from './serveSockets.ts'
import type { Serving } from './serving.ts'

export interface Rollcall {
  app: ReturnType<typeof serveHttp>['app']
  /** As they are mounted. */
  routes: readonly Route[]
  tenants: Tenants
  /** Live sessions of all tenants. */
  countLive: () => Promise<number>
  readiness: () => Readiness
  /** Finishes what is under way and lets go of everything but the server and the database. */
  stop: () => Promise<void>
}

const minuteMs = 60_000

const openSessions = (parts: CompositionParts, core: Core, views: ViewHandouts): SessionService => {
  const { surroundings, data, url, logger } = parts
  const { directory, passwords } = core.tenants
  const shared = { ambient: surroundings.ambient, masterKey: data.masterKey, logger, directory, passwords }
  return sessionService({ ...core, ...views, ...shared, issuer: url, withSaidDevice, count: core.metrics.unrecorded })
}

/** Figures that are asked now and then and answered at once. */
interface Remembered {
  skewMs: number | null
  parked: number | null
}

const choresOf = ({ data, surroundings }: CompositionParts, { tenants }: Core, remembered: Remembered): Chore[] => {
  const { app, writer } = data.databases
  const { clock } = surroundings.ambient
  return [
    {
      what: 'measure clock skew',
      everyMs: 10_000,
      run: async () => (remembered.skewMs = await measureSkew(app, clock)),
    },
    {
      what: 'count parked events',
      everyMs: 10_000,
      run: async () => (remembered.parked = (await countParked(writer)).reduce((sum, { parked }) => sum + parked, 0)),
    },
    { what: 'purge limits', everyMs: minuteMs, run: () => purgeLimits(app) },
    { what: 'purge kept answers', everyMs: 5 * minuteMs, run: () => purgeIdempotency(writer) },
    { what: 'sweep secrets', everyMs: 24 * 60 * minuteMs, run: () => sweepSecrets(writer, tenants.directory) },
  ]
}

/**
 * Views first, because pages should not open on half of a history; then who has been ended, then the tail from there: only
 * then anything may be answered.
 */
const begin = async (parts: CompositionParts, core: Core, { views, sessions }: Serving): Promise<void> => {
  await catchUp(views, await core.log.head(), parts.onCatchUp)
  await core.tail.start(await sessions.prepare())
  sessions.begin()
}

const serve = async (parts: CompositionParts, core: Core, serving: Serving, readiness: () => Readiness) => {
  const { surroundings, logger, data } = parts
  const { ambient } = surroundings
  const { views, sessions, reports } = serving
  const { directory } = core.tenants
  const operations = openOperations({ ...core, ...views, ...sessions, views, ambient, logger, directory, reports })
  const reads = viewRoutes({ ...core, ...views, ...data, ambient, version: parts.version })
  const http = serveHttp(parts, core, serving, { routes: [...operations.routes, ...reads], readiness })
  const realtime = await serveSockets(parts, core, serving)
  return { operations, realtime, ...http }
}

/**
 * Builds every role into one process and opens it to the world. `server` listens already; it is handed to express and
 * Socket.IO once sessions can be told live from ended.
 */
export const composeRollcall = async (parts: CompositionParts): Promise<Rollcall> => {
  const { data, settings, logger, surroundings, server } = parts
  const { clock } = surroundings.ambient
  let realtime: Realtime | undefined
  const views = () => opened.views
  const core = openCore(parts, {
    liveCounts: () => views().liveCountsOfAll(),
    viewLag: () => views().viewLag(),
    sockets: () => realtime?.counts() ?? {},
  })
  const opened = { views: viewHandouts({ ...core, ...data, clock }) }
  const sessions = openSessions(parts, core, opened.views)
  const serving: Serving = {
    views: opened.views,
    sessions,
    limits: limiting(data, settings, core.metrics.rateLimited),
    reports: notifiedReports(data.databases.writer, logger),
  }
  const remembered: Remembered = { skewMs: null, parked: null }
  const readiness = readinessOf({
    isReady: sessions.isReady,
    tail: core.tail,
    skewMs: () => remembered.skewMs,
    parked: () => remembered.parked,
  })
  const ending = new AbortController()
  const background = [runReaders(parts, core, ending.signal)]
  const close = async (served?: Awaited<ReturnType<typeof serve>>): Promise<void> => {
    await served?.realtime.close()
    await Promise.all([served?.operations.stop(), sessions.stop()])
    ending.abort()
    await Promise.all([...background, serving.reports.close(), opened.views.close()])
    await core.tail.stop()
    await core.close()
  }
  try {
    await begin(parts, core, serving)
    const served = await serve(parts, core, serving, readiness)
    realtime = served.realtime
    background.push(keepHouse(choresOf(parts, core, remembered), ending.signal, logger))
    server.removeAllListeners('request').on('request', served.app)
    return {
      app: served.app,
      routes: served.routes,
      tenants: core.tenants,
      countLive: async () => (await opened.views.liveCountsOfAll()).active,
      readiness,
      stop: () => close(served),
    }
  } catch (error) {
    await close()
    throw error
  }
}
