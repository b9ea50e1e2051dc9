import { withSaidDevice } from '#services/context/saidDevice.ts'
import { type Guards, openGuards } from '#services/guards/openGuards.ts'
import { tenantIndex } from '#services/projections/tenantIndex/tenantIndex.ts'
import { viewHandouts, type ViewHandouts } from '#services/projections/viewHandouts.ts'
import { notifiedReports } from '#services/realtime/endings/notifiedReports.ts'
import { challengeTries } from '#services/limits/challengeTries.ts'
import { postgresCounters } from '#services/limits/gatheredCounters.ts'
import { type OwnEvents, ownEvents } from '#services/realtime/ownEvents/ownEvents.ts'
import { endedSet } from '#services/sessions/endings/endedSet/endedSet.ts'
import { sessionService, type SessionService } from '#services/sessions/sessionService.ts'
import { openConnections } from '../health/openConnections.ts'
import { catchUp } from '../start/catchUp.ts'
import type { CompositionParts } from './compositionParts.ts'
import { limiting } from './limiting.ts'
import type { Core } from './openCore.ts'
import type { Knowing, Serving } from './serving.ts'

const openSessions = (parts: CompositionParts, core: Core, views: ViewHandouts): SessionService => {
  const { surroundings, data, url, issuer = url, logger } = parts
  const { store, log, codec, tail, keyStore, tenants, metrics } = core
  const now = surroundings.monotonicMs
  return sessionService({
    store,
    tail,
    keyStore,
    ambient: surroundings.ambient,
    masterKey: data.masterKey,
    issuer,
    logger,
    directory: tenants.directory,
    references: tenants.references,
    passwords: tenants.passwords,
    adoptPassword: tenants.commands.adoptPassword,
    factors: tenants.factors,
    countTry: challengeTries(data.masterKey, postgresCounters(data.databases.app)),
    endedSet: endedSet({ log, codec, writer: data.databases.writer, logger, now }),
    undrainedSessions: views.undrainedSessions,
    expiryCandidates: views.expiryCandidates,
    liveSessionIds: views.liveSessionIds,
    tenantUse: views.tenantUse,
    isBeyondCap: views.isBeyondCap,
    buildContext: parts.buildContext,
    withSaidDevice,
    count: metrics.unrecorded,
  })
}

/** Opens what all roles share that know which sessions are ended. Nothing runs yet. */
export const openKnowing = (parts: CompositionParts, core: Core): Knowing => {
  const { databases, masterKey } = parts.data
  const { log, codec, positions, tail, tenants } = core
  const { clock } = parts.surroundings.ambient
  const views = viewHandouts({ databases, masterKey, log, codec, positions, clock })
  const { listTenantIds } = views
  const index = tenantIndex({ listTenantIds, readTenant: tenants.directory.tenant, tail })
  return { views, sessions: openSessions(parts, core, views), tenantIndex: index }
}

/** Opens what the roles share that clients talk to. */
export const openServing = ({ data, settings, logger }: CompositionParts, core: Core, knowing: Knowing): Serving => ({
  ...knowing,
  limits: limiting(data, settings, core.metrics.rateLimited),
  reports: notifiedReports(data.databases.writer, logger),
})

/** Opens what serves the guards of applications. */
export const openGuarding = (
  { data, settings, surroundings, logger }: CompositionParts,
  { log, codec, tail, positions, tenants }: Core,
  { sessions }: Pick<Knowing, 'sessions'>,
): Guards =>
  openGuards({
    log,
    codec,
    tail,
    positions,
    logger,
    tokenRules: sessions.tokenRules,
    writer: data.databases.writer,
    keysOf: tenants.keysOf,
    isKeyGood: tenants.isGuardKeyGood,
    countOpen: openConnections(data.databases.writer),
    limits: {
      ofKey: settings.LIMIT_STREAMS_KEY,
      ofTenant: settings.LIMIT_STREAMS_TENANT,
      ofProcess: settings.LIMIT_STREAMS,
    },
    ambient: surroundings.ambient,
    now: surroundings.monotonicMs,
  })

/**
 * Waits for the views first, so that pages do not open on half of a history, unless other processes may make them or a broker,
 * which may be away, feeds them. Then reads which sessions are ended and follows the log from there. Only after that may the
 * process answer requests.
 */
export const beginKnowing = async (
  { shared, onCatchUp, settings }: CompositionParts,
  { log, tail }: Core,
  { views, sessions }: Knowing,
): Promise<void> => {
  if (shared !== true && settings.KAFKA_BROKERS === undefined) await catchUp(views, await log.head(), onCatchUp)
  await tail.start(await sessions.prepare())
  sessions.begin()
}

/** Opens what people follow their own sessions by, without a socket. */
export const openOwnEvents = (
  { settings, surroundings, logger }: CompositionParts,
  { tail, positions, tenants }: Core,
  { sessions, views }: Knowing,
): OwnEvents =>
  ownEvents({
    limits: {
      ofPerson: settings.LIMIT_STREAMS_PERSON,
      ofTenant: settings.LIMIT_STREAMS_TENANT,
      ofProcess: settings.LIMIT_STREAMS,
    },
    tail,
    positions,
    logger,
    ambient: surroundings.ambient,
    now: surroundings.monotonicMs,
    directory: tenants.directory,
    checkSession: sessions.checkSession,
    refusalAt: sessions.refusalAt,
    changesSince: views.changesSince,
    erasedSince: views.erasedSince,
    readChanged: views.readChanged,
    onChanged: views.onViewsChanged,
  })
