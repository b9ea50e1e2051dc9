import type { Clock } from '#services/ambient/clock.ts'
import { CodedError } from '#services/ports/errors.ts'

export interface HashQueue {
  /** @throws CodedError busy when somebody who joins now would wait longer than the patience. */
  requireRoom(): void
  /** Runs `hash` when its turn comes. */
  run<Result>(hash: () => Promise<Result>): Promise<Result>
  /** For metrics. */
  waiting(): number
}

export interface HashQueueOptions {
  clock: Clock
  /** Hashes at once: the number of cores. */
  width: number
  patienceMs?: number
}

/** A first guess until hashes have been timed. */
const assumedHashMs = 20
/** How much the newest hash counts in the running mean. */
const weight = 0.1

/**
 * A queue in front of a costly hash: never more at once than there are cores, and nobody waits for long. Sign-in speed is
 * hashing, so beyond a few seconds an honest refusal is better than an answer that comes when the person has left.
 */
export const hashQueue = ({ clock, width, patienceMs = 3_000 }: HashQueueOptions): HashQueue => {
  const queue: (() => void)[] = []
  let running = 0
  let meanMs = assumedHashMs

  const expectedWaitMs = () => (running < width ? 0 : ((queue.length + 1) * meanMs) / width)

  const requireRoom = (): void => {
    const waitMs = expectedWaitMs()
    if (waitMs <= patienceMs) return
    throw new CodedError('busy', {
      detail: 'Too many people are signing in at this moment. Try again in a few seconds.',
      retryAfterSeconds: Math.ceil(waitMs / 1_000),
    })
  }

  const enter = async (): Promise<void> => {
    if (running < width) running += 1
    else await new Promise<void>((resolve) => void queue.push(resolve))
  }

  /** The place goes straight to who is next, so nobody slips in between. */
  const leave = (): void => {
    const next = queue.shift()
    if (next === undefined) running -= 1
    else next()
  }

  return {
    requireRoom,
    waiting: () => queue.length,
    run: async (hash) => {
      requireRoom()
      await enter()
      const startedAt = clock.now()
      try {
        return await hash()
      } finally {
        meanMs += weight * (Math.max(1, clock.now() - startedAt) - meanMs)
        leave()
      }
    },
  }
}
