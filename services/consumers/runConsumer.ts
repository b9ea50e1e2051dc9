import { setTimeout as pause } from 'node:timers/promises'
import type { Consumer } from './consumer.ts'
import { takeStretches } from './takeStretches.ts'

const shortestPauseMs = 100
const longestPauseMs = 5_000

/**
 * Consumes the log until the signal aborts, whatever happens meanwhile: what a stretch comes to and how far was read are written in
 * one transaction, and after a failure it begins again from the checkpoint, later each time.
 */
export const runConsumer = async (consumer: Consumer): Promise<void> => {
  const { name, feed, checkpoints, limit, standing, logger, signal } = consumer
  const stretches = takeStretches(consumer)
  while (!signal.aborted) {
    try {
      await feed.consume({
        adopt: checkpoints.adopt,
        checkpoint: stretches.begin,
        onBatch: stretches.take,
        onReleased: standing.released,
        signal,
        limit,
      })
      await stretches.finish()
    } catch (error) {
      // What was still being stored fails of the same cause, or is done.
      await stretches.finish().catch(() => undefined)
      standing.failed(error)
      const { failures } = standing.state()
      logger.error('a consumer of the log stands still; trying again', { consumer: name, failures, error })
      const pauseMs = Math.min(shortestPauseMs * 2 ** (failures - 1), longestPauseMs)
      await pause(pauseMs, undefined, { signal }).catch(() => undefined)
    }
  }
  standing.released()
}
