import { sleep } from './sleep.ts'

export interface Repetition {
  /** Milliseconds from the end of one run to the next. */
  restMs: number
  run: () => unknown
  onError: (error: unknown) => void
}

/** Runs at once and then again and again, whatever fails, until the signal aborts; resolves when no run is under way. */
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
