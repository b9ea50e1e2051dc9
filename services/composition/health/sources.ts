import type { EventLog } from '#services/eventStore/eventStore.ts'
import type { MetricsSources } from '#services/metrics/metricsSources.ts'
import { countMails } from '#services/notify/outbox/mailRows.ts'
import { backupAge } from '#services/postgres/installation.ts'
import { liveCountsOfAll } from '#services/projections/liveDistribution/liveCountsOfAll.ts'
import { viewStates } from '#services/projections/queries/viewStates.ts'
import type { CompositionParts } from '../process/compositionParts.ts'
import type { Feeds } from '../process/openFeeds.ts'
import { everyRole } from '../process/processRoles.ts'
import { readerLags } from './readerLags.ts'
import type { OneAtATime } from '../process/standIn.ts'

/** The sources of the metrics that a process of these roles can give. */
export const sourcesOf = (
  { roles = everyRole, data, surroundings }: CompositionParts,
  one: OneAtATime,
  sockets: () => Readonly<Record<string, number>>,
  eventStreams: NonNullable<MetricsSources['eventStreams']>,
  logAheadSeconds: () => number | null,
  tenantFigures: NonNullable<MetricsSources['tenantFigures']>,
  retiredAt: () => number | null,
  log: () => EventLog,
  feeds: () => Feeds,
): Omit<MetricsSources, 'hashQueue'> => {
  const { writer, health } = data.databases
  const retentionAge = (): number | null => {
    const at = retiredAt()
    return at === null ? null : (surroundings.ambient.clock.now() - at) / 1_000
  }
  return {
    leading: one.held,
    databaseFailures: health.failures,
    logAheadSeconds,
    backupAge: () => backupAge(writer),
    readers: () => readerLags(feeds().standings(), log(), surroundings.ambient.clock),
    feedConsumers: () => feeds().consumers(),
    relay: () => feeds().relayState(),
    ...(roles.has('projector')
      ? { liveCounts: liveCountsOfAll(writer), viewLag: () => viewStates(writer, log(), surroundings.ambient.clock)() }
      : {}),
    ...(roles.has('realtime') ? { sockets } : {}),
    ...(roles.has('sweeper') ? { mails: () => countMails(writer), tenantFigures, retentionAge } : {}),
    ...(roles.has('api') ? { eventStreams } : {}),
  }
}
