import { runDetector } from '#services/detection/runDetector.ts'
import { storeTailFeed } from '#services/feed/storeTailFeed.ts'
import { runProjector } from '#services/projections/live/runProjector.ts'
import type { CompositionParts } from './compositionParts.ts'
import type { Core } from './openCore.ts'

const detectorPauseMs = 2_000

/** Views and rules read the log until `signal` aborts; a failure of one never stops the other. */
export const runReaders = async (parts: CompositionParts, core: Core, signal: AbortSignal): Promise<void> => {
  const { logger, surroundings, data } = parts
  const { databases } = data
  const { clock } = surroundings.ambient
  const { codec, store, log } = core
  const feed = storeTailFeed(log)
  const detect = async (): Promise<void> => {
    while (!signal.aborted) {
      await runDetector({ feed, codec, store, writer: databases.writer, clock, logger, signal }).catch(
        (error: unknown) => {
          logger.error('The rules stand still; trying again', { error })
        },
      )
      if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, detectorPauseMs))
    }
  }
  await Promise.all([runProjector({ databases, feed, codec, clock, logger, signal }), detect()])
}
