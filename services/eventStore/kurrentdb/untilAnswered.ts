import { setTimeout as pause } from 'node:timers/promises'
import { isPassing, unavailable } from './passing.ts'

const shortestPauseMs = 25
const longestPauseMs = 400

export interface Patience {
  /** Milliseconds, monotonic. */
  now: () => number
  /** How long to go on trying. */
  patienceMs: number
}

/**
 * Repeats the attempt until there is an answer, with growing pauses while the server is away. `attempt` gets the
 * milliseconds that are left.
 * @throws CodedError store-unavailable; else what `attempt` threw
 */
export const untilAnswered = async <Result>(
  { now, patienceMs }: Patience,
  attempt: (leftMs: number) => Promise<Result>,
): Promise<Result> => {
  const deadline = now() + patienceMs
  for (let pauseMs = shortestPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    try {
      return await attempt(Math.max(1, deadline - now()))
    } catch (error) {
      if (!isPassing(error)) throw error
      if (now() + pauseMs >= deadline) throw unavailable(error)
      await pause(pauseMs)
    }
  }
}
