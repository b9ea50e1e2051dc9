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
  const { directory, passwords } = core.tenants
  const shared = { ambient: surroundings.ambient, masterKey: data.masterKey, logger, directory, passwords }
  const ended = endedSet({ ...core, writer: data.databases.writer, logger, now: surroundings.monotonicMs })
  return sessionService({
    ...core,
    ...views,
    ...shared,
    endedSet: ended,
    issuer,
    withSaidDevice,
    count: core.metrics.unrecorded,
  })
}

/** What roles share that know who is ended. Nothing runs yet. */
export const openKnowing = (parts: CompositionParts, core: Core): Knowing => {
  const { data, surroundings } = parts
  const views = viewHandouts({ ...core, ...data, clock: surroundings.ambient.clock })
  return { views, sessions: openSessions(parts, core, views) }
}

/** What roles share that strangers talk to. */
export const openServing = ({ data, settings, logger }: CompositionParts, core: Core, knowing: Knowing): Serving => ({
  ...knowing,
  limits: limiting(data, settings, core.metrics.rateLimited),
  reports: notifiedReports(data.databases.writer, logger),
})

/**
 * Views first, because pages should not open on half of a history, unless other processes may make them, or brokers that may be
 * away feed them; then who has been ended, then the tail from there: only then anything may be answered.
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
