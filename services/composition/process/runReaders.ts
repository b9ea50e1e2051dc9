import { runDetector } from '#services/detection/runDetector.ts'
import { runProjector } from '#services/projections/live/runProjector.ts'
import { runNotifier } from '#services/notify/asking/runNotifier.ts'
import { runAnswers } from '#services/operations/anomalies/runAnswers.ts'
import { operationLog } from '#services/operations/operationLog.ts'
import { runStarter } from '#services/operations/runStarter.ts'
import { runOutbox } from '#services/notify/outbox/runOutbox.ts'
import type { CompositionParts } from './compositionParts.ts'
import type { Core } from './openCore.ts'
import type { FeedName, Feeds } from './openFeeds.ts'
import type { ProcessRoles } from './processRoles.ts'
import type { Knowing } from './serving.ts'
import { whileClockAgrees } from '../health/whileClockAgrees.ts'

interface Readers {
  roles: ProcessRoles
  feeds: Feeds
  /** Absent: this process does not know which sessions are ended. */
  knowing: Pick<Knowing, 'views' | 'sessions'> | null
  skewMs: () => number | null
}

/** What every reader of the log is given. */
const readingOf = ({ logger, surroundings, data }: CompositionParts, { log, codec, store }: Core, feeds: Feeds) => {
  const { clock } = surroundings.ambient
  const { writer } = data.databases
  return (name: FeedName, signal: AbortSignal) => ({
    log,
    codec,
    store,
    writer,
    clock,
    logger,
    signal,
    feed: feeds.feedOf(name),
    standing: feeds.standingOf(name),
  })
}
type Reading = ReturnType<ReturnType<typeof readingOf>>

/** Writes mails down and sends them. */
const notify = async (reading: Reading, { mails }: Core): Promise<void> => {
  const { isSetUp, deviceKey } = mails
  await Promise.all([
    runNotifier({ ...reading, isSetUp, deviceKey }),
    isSetUp ? runOutbox(mails.sending(), reading.signal) : undefined,
  ])
}

/** Starts the operations that processes died before starting, and shortens sessions whose person has other roles. */
const startOperations = (
  reading: Reading,
  { surroundings: { ambient } }: CompositionParts,
  { tenants: { policies, directory } }: Core,
  { views, sessions: { shortenSession } }: Pick<Knowing, 'views' | 'sessions'>,
): Promise<void> => {
  const { liveSessionIds } = views
  return runStarter({ ...reading, ambient, policies, directory, views, liveSessionIds, shortenSession })
}

/** Does what policies say about anomalies. */
const answer = (
  reading: Reading,
  { surroundings: { ambient } }: CompositionParts,
  { tenants }: Core,
  { views, sessions }: Pick<Knowing, 'views' | 'sessions'>,
): Promise<void> =>
  runAnswers({
    ...reading,
    operations: operationLog(reading.store, ambient),
    revokeSession: sessions.revokeSession,
    requireStepUp: sessions.writer.commands.requireStepUp,
    holdUser: tenants.commands.holdUser,
    liveSessionIds: views.liveSessionIds,
  })

/** Runs views, rules, mails and the relay on the log until `signal` aborts. A failure of one never stops another. */
export const runReaders = async (
  parts: CompositionParts,
  core: Core,
  { roles, feeds, knowing, skewMs }: Readers,
  signal: AbortSignal,
): Promise<void> => {
  const { logger, data } = parts
  const reading = readingOf(parts, core, feeds)
  const detecting = () =>
    whileClockAgrees({ what: 'detector', skewMs, logger, signal }, (agreeing) =>
      runDetector(reading('detector', agreeing)),
    )
  const acting = roles.has('sweeper') ? knowing : null
  await Promise.all([
    roles.has('projector') ? runProjector({ ...reading('projector', signal), databases: data.databases }) : undefined,
    roles.has('detector') ? detecting() : undefined,
    roles.has('sweeper') ? notify(reading('notifier', signal), core) : undefined,
    acting === null ? undefined : startOperations(reading('operations', signal), parts, core, acting),
    acting === null ? undefined : answer(reading('answers', signal), parts, core, acting),
    roles.has('relay') ? feeds.relay(signal) : undefined,
  ])
}
