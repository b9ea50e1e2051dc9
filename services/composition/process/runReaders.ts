import { runDetector } from '#services/detection/runDetector.ts'
import type { ConsumerStanding } from '#services/consumers/consumerStanding.ts'
import type { EventFeed } from '#services/feed/eventFeed.ts'
import { runProjector } from '#services/projections/live/runProjector.ts'
import { runNotifier } from '#services/notify/asking/runNotifier.ts'
import { runAnswers } from '#services/operations/anomalies/runAnswers.ts'
import { operationLog } from '#services/operations/operationLog.ts'
import { runStarter } from '#services/operations/runStarter.ts'
import type { StartMissingNeeds } from '#services/operations/startMissing.ts'
import { runOutbox } from '#services/notify/outbox/runOutbox.ts'
import type { CompositionParts } from './compositionParts.ts'
import type { Core } from './openCore.ts'
import type { FeedName, Feeds } from './openFeeds.ts'
import type { ProcessRoles } from './processRoles.ts'
import type { Knowing } from './serving.ts'
import { whileClockAgrees } from '../health/whileClockAgrees.ts'

interface Reader {
  parts: CompositionParts
  core: Core
  feed: EventFeed
  standing: ConsumerStanding
  signal: AbortSignal
}

interface Reading {
  roles: ProcessRoles
  feeds: Feeds
  /** Absent: this process does not know which sessions are ended. */
  knowing: Pick<Knowing, 'views' | 'sessions'> | null
  skewMs: () => number | null
}

const detect = ({ parts, core, feed, standing, signal }: Reader): Promise<void> => {
  const { logger, surroundings, data } = parts
  const { clock } = surroundings.ambient
  const { log, codec, store } = core
  return runDetector({ feed, log, codec, store, writer: data.databases.writer, standing, clock, logger, signal })
}

const project = ({ parts, core, feed, standing, signal }: Reader): Promise<void> => {
  const { logger, surroundings, data } = parts
  const { clock } = surroundings.ambient
  const { log, codec } = core
  return runProjector({ databases: data.databases, log, feed, codec, standing, clock, logger, signal })
}

/** Writes mails down and sends them. */
const notify = async ({ parts, core, feed, standing, signal }: Reader): Promise<void> => {
  const { logger, surroundings, data } = parts
  const { clock } = surroundings.ambient
  const { log, codec, store, mails } = core
  const { writer } = data.databases
  const { isSetUp, deviceKey } = mails
  const reading = { feed, log, codec, store, writer, isSetUp, deviceKey, standing, clock, logger, signal }
  await Promise.all([runNotifier(reading), isSetUp ? runOutbox(mails.sending(), signal) : undefined])
}

/** Starts the operations that processes died before starting. */
const startOperations = (
  { parts, core, feed, standing, signal }: Reader,
  views: StartMissingNeeds['views'],
): Promise<void> => {
  const { logger, surroundings, data } = parts
  const { log, codec, store, tenants } = core
  const { writer } = data.databases
  return runStarter({
    feed,
    log,
    codec,
    store,
    views,
    policies: tenants.policies,
    writer,
    standing,
    ambient: surroundings.ambient,
    logger,
    signal,
  })
}

/** Does what policies say about anomalies. */
const answer = (
  { parts, core, feed, standing, signal }: Reader,
  { views, sessions }: Pick<Knowing, 'views' | 'sessions'>,
): Promise<void> => {
  const { logger, surroundings, data } = parts
  const { ambient } = surroundings
  const { log, codec, store, tenants } = core
  return runAnswers({
    feed,
    codec,
    store,
    readable: log,
    log: operationLog(store, ambient),
    revokeSession: sessions.revokeSession,
    requireStepUp: sessions.writer.commands.requireStepUp,
    holdUser: tenants.commands.holdUser,
    liveSessionIds: views.liveSessionIds,
    writer: data.databases.writer,
    standing,
    clock: ambient.clock,
    logger,
    signal,
  })
}

/** Runs views, rules, mails and the relay on the log until `signal` aborts. A failure of one never stops another. */
export const runReaders = async (
  parts: CompositionParts,
  core: Core,
  { roles, feeds, knowing, skewMs }: Reading,
  signal: AbortSignal,
): Promise<void> => {
  const reader = (name: FeedName): Reader => ({
    parts,
    core,
    signal,
    feed: feeds.feedOf(name),
    standing: feeds.standingOf(name),
  })
  const { logger } = parts
  const detecting = () =>
    whileClockAgrees({ what: 'detector', skewMs, logger, signal }, (agreeing) =>
      detect({ ...reader('detector'), signal: agreeing }),
    )
  await Promise.all([
    roles.has('projector') ? project(reader('projector')) : undefined,
    roles.has('detector') ? detecting() : undefined,
    roles.has('sweeper') ? notify(reader('notifier')) : undefined,
    roles.has('sweeper') && knowing !== null ? startOperations(reader('operations'), knowing.views) : undefined,
    roles.has('sweeper') && knowing !== null ? answer(reader('answers'), knowing) : undefined,
    roles.has('relay') ? feeds.relay(signal) : undefined,
  ])
}
