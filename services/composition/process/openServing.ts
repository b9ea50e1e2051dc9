import { withSaidDevice } from '#services/context/saidDevice.ts'
import { viewHandouts, type ViewHandouts } from '#services/projections/viewHandouts.ts'
import { notifiedReports } from '#services/realtime/endings/notifiedReports.ts'
import { endedSet } from '#services/sessions/endings/endedSet/endedSet.ts'
import { sessionService, type SessionService } from '#services/sessions/sessionService.ts'
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
    endedSet: endedSet({ log, codec, writer: data.databases.writer, logger, now }),
    undrainedSessions: views.undrainedSessions,
    expiryCandidates: views.expiryCandidates,
    liveSessionIds: views.liveSessionIds,
    tenantUse: views.tenantUse,
    buildContext: parts.buildContext,
    withSaidDevice,
    count: metrics.unrecorded,
  })
}

/** Opens what all roles share that know which sessions are ended. Nothing runs yet. */
export const openKnowing = (parts: CompositionParts, core: Core): Knowing => {
  const { databases, masterKey } = parts.data
  const { log, codec, positions } = core
  const { clock } = parts.surroundings.ambient
  const views = viewHandouts({ databases, masterKey, log, codec, positions, clock })
  return { views, sessions: openSessions(parts, core, views) }
}

/** Opens what the roles share that clients talk to. */
export const openServing = ({ data, settings, logger }: CompositionParts, core: Core, knowing: Knowing): Serving => ({
  ...knowing,
  limits: limiting(data, settings, core.metrics.rateLimited),
  reports: notifiedReports(data.databases.writer, logger),
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
