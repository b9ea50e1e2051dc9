import { sleep } from './sleep.ts'

/** One that sleeps and is woken. */
export interface Sleeper {
  /** Sleeps until woken, or so long. A wake that came while nobody slept ends it at once. One at a time. */
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
    wake: () => rousing.abort(),
  }
}
