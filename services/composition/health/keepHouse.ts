import { repeat } from '#services/ambient/repeat.ts'
import type { Logger } from '#services/logging/logger.ts'

export interface Chore {
  what: string
  everyMs: number
  run: () => Promise<unknown>
}

/** Logs that a chore fails once, and once that it works again. */
const telling = ({ what, run }: Chore, logger: Logger) => {
  let failures = 0
  return {
    async run(): Promise<void> {
      await run()
      if (failures > 0) logger.warn('A chore works again', { what, failures })
      failures = 0
    },
    onError(error: unknown): void {
      if (failures === 0) logger.warn('A chore failed and is tried again until it works', { what, error })
      failures += 1
    },
  }
}

/** Runs each chore at once and then again and again; resolves when `signal` has aborted and none is under way. */
export const keepHouse = async (chores: readonly Chore[], signal: AbortSignal, logger: Logger): Promise<void> => {
  await Promise.all(chores.map((chore) => repeat({ restMs: chore.everyMs, ...telling(chore, logger) }, signal)))
}
