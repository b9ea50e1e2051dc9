import { repeat } from '#services/ambient/repeat.ts'
import type { Logger } from '#services/logging/logger.ts'

export interface Chore {
  what: string
  everyMs: number
  run: () => Promise<unknown>
}

/** Runs each chore at once and then again and again; resolves when `signal` has aborted and none is under way. */
export const keepHouse = async (chores: readonly Chore[], signal: AbortSignal, logger: Logger): Promise<void> => {
  const failed = (what: string) => (error: unknown) =>
    logger.warn('A chore failed and is tried again later', { what, error })
  await Promise.all(
    chores.map(({ what, everyMs: restMs, run }) => repeat({ restMs, run, onError: failed(what) }, signal)),
  )
}
