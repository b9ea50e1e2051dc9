import { setTimeout as pause } from 'node:timers/promises'
import { onRetryAsked } from './askedRetries.ts'
import type { Consumer } from './consumer.ts'
import { takeStretches } from './takeStretches.ts'

const shortestPauseMs = 100
const longestPauseMs = 5_000

/** Answers a function that stops listening and resolves when nothing is tried any more. */
const retryWhenAsked = ({ pool, name }: Consumer, retryAsked: () => Promise<void>): (() => Promise<void>) => {
  let retrying = Promise.resolve()
  const unlisten = onRetryAsked(pool, name, () => void (retrying = retrying.then(retryAsked)))
  return async () => {
    await unlisten()
    await retrying
  }
}

/**
 * Consumes the log until the signal aborts, and never rejects. Results and checkpoint are written in one transaction;
 * after a failure the consumer begins again from the checkpoint, each time after a longer pause.
 */
export const runConsumer = async (consumer: Consumer): Promise<void> => {
  const { name, feed, checkpoints, types, limit, standing, logger, signal } = consumer
  const stretches = takeStretches(consumer)
  const stopRetrying =
    consumer.retriesParked === true ? retryWhenAsked(consumer, stretches.retryAsked) : async () => undefined
  while (!signal.aborted) {
    try {
      await feed.consume({
        adopt: checkpoints.adopt,
        checkpoint: stretches.begin,
        onBatch: stretches.take,
        onReleased: standing.released,
        types,
        signal,
        limit,
      })
      await stretches.finish()
    } catch (error) {
      // If a stretch is still being stored, it fails for the same cause or finishes.
      await stretches.finish().catch(() => undefined)
      if (signal.aborted) break
      standing.failed(error)
      const { failures } = standing.state()
      logger.error('a consumer of the log stands still; trying again', { consumer: name, failures, error })
      const pauseMs = Math.min(shortestPauseMs * 2 ** (failures - 1), longestPauseMs)
      await pause(pauseMs, undefined, { signal }).catch(() => undefined)
    }
  }
  await stopRetrying()
  standing.released()
}
