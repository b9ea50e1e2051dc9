import { sleep } from './sleep.ts'

/** Lets one loop sleep while others may wake it. */
export interface Sleeper {
  /**
   * Resolves after `milliseconds` or on `wake`. A `wake` that came before it ends it at once. Only one call at a time.
   */
  sleep(milliseconds: number): Promise<void>
  wake(): void
}

export const sleeper = (): Sleeper => {
  let rousing = new AbortController()
  return {
    async sleep(milliseconds) {
      await sleep(milliseconds, rousing.signal)
      rousing = new AbortController()
    },
    // With a reason: without one Node makes an exception and its stack, and every append wakes somebody.
    wake: () => rousing.abort('woken'),
  }
}
