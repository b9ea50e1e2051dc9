import { runDetector } from '#services/detection/runDetector.ts'
import type { ConsumerStanding } from '#services/consumers/consumerStanding.ts'
import type { EventFeed } from '#services/feed/eventFeed.ts'
import { runProjector } from '#services/projections/live/runProjector.ts'
import type { CompositionParts } from './compositionParts.ts'
import type { Core } from './openCore.ts'
import type { FeedName, Feeds } from './openFeeds.ts'
import type { ProcessRoles } from './processRoles.ts'
import { whileClockAgrees } from '../health/whileClockAgrees.ts'

interface Reader {
  parts: CompositionParts
  core: Core
  feed: EventFeed
  standing: ConsumerStanding
  signal: AbortSignal
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

/** Runs views, rules and the relay on the log until `signal` aborts. A failure of one never stops another. */
export const runReaders = async (
  parts: CompositionParts,
  core: Core,
  { roles, feeds, skewMs }: { roles: ProcessRoles; feeds: Feeds; skewMs: () => number | null },
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
    roles.has('relay') ? feeds.relay(signal) : undefined,
  ])
}
