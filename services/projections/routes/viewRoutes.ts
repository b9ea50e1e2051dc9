import type { Ambient } from '#services/ambient/clock.ts'
import type { Route } from '#services/http/route.ts'
import type { CallersLane } from '#services/postgres/connectionPlan.ts'
import type { Databases } from '#services/postgres/databases.ts'
import type { Logger } from '#services/logging/logger.ts'
import { logAheadSeconds } from '#services/eventStore/logAhead.ts'
import { cursors } from '../queries/cursors.ts'
import { entriesOfEvents, type EntryNeeds, readEntries } from '../sessionLog/readEntries.ts'
import type { RetiredReading } from '../sessionLog/retiredEvents.ts'
import { tenantEvents } from '../sessionLog/tenantEvents.ts'
import { systemView } from '../queries/systemView.ts'
import { viewStates } from '../queries/viewStates.ts'
import { analyticsRoutes } from './analyticsRoutes.ts'
import { anomalyRoutes } from './anomalyRoutes.ts'
import { logRoute } from './logRoute.ts'
import { ownRoutes } from './ownRoutes.ts'
import { peopleRoutes } from './peopleRoutes.ts'
import { sessionRoutes } from './sessionRoutes.ts'
import { type OtherReaders, retryOf } from '../queries/retryOf.ts'
import { parkedRoutes } from './parkedRoutes.ts'
import { type RunningProcess, systemRoute } from './systemRoute.ts'

export interface ViewRouteNeeds extends EntryNeeds {
  log: EntryNeeds['log'] & RetiredReading['log']
  databases: Pick<Databases, CallersLane | 'writer'>
  masterKey: Buffer
  ambient: Pick<Ambient, 'clock'>
  logger: Pick<Logger, 'warn'>
  version: string
  /** The roles of this process; absent: all. */
  roles?: readonly string[]
  processes: RunningProcess['processes']
  otherReaders: OtherReaders
}

const everyRole = ['api', 'projector', 'detector', 'realtime', 'sweeper']

/** All routes that read the views. */
export const viewRoutes = (settings: ViewRouteNeeds): Route[] => {
  const { databases, masterKey, version, roles = everyRole, processes, otherReaders, positions, logger } = settings
  const { clock } = settings.ambient
  const needs = {
    databases,
    log: settings.log,
    codec: settings.codec,
    clock,
    cursors: cursors(masterKey),
    entries: readEntries(settings),
    entriesOfEvents: entriesOfEvents(positions),
    tenantEvents: tenantEvents(settings),
  }
  const remedyOf = retryOf(otherReaders)
  const states = viewStates(databases.writer, settings.log, clock)
  return [
    ...ownRoutes(needs),
    ...sessionRoutes(needs),
    logRoute(needs),
    ...peopleRoutes(needs),
    ...anomalyRoutes(needs),
    ...analyticsRoutes(needs),
    systemRoute(systemView(databases.writer, states, positions, remedyOf), {
      version,
      roles,
      processes,
      logAheadSeconds: () => logAheadSeconds(settings.log, settings.ambient.clock),
    }),
    ...parkedRoutes({ writer: databases.writer, cursors: needs.cursors, positions, retryOf: remedyOf, logger }),
  ]
}
