import { sleep } from './sleep.ts'

export interface Repetition {
  /** Milliseconds from the end of one run to the next. */
  restMs: number
  run: () => unknown
  onError: (error: unknown) => void
}

/**
 * Calls `run` at once and then repeatedly until the signal aborts, even when it fails. Resolves after the last run has
 * ended.
 */
export const repeat = async ({ restMs, run, onError }: Repetition, signal: AbortSignal): Promise<void> => {
  while (!signal.aborted) {
    try {
      await run()
    } catch (error) {
      onError(error)
    }
    await sleep(restMs, signal)
  }
}
