import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '#services/logging/logger.ts'

export interface Chore {
  what: string
  everyMs: number
  run: () => Promise<unknown>
}

const repeat = async ({ what, everyMs, run }: Chore, signal: AbortSignal, logger: Logger): Promise<void> => {
  while (!signal.aborted) {
    await run().catch((error: unknown) => logger.warn('A chore failed and is tried again later', { what, error }))
    await sleep(everyMs, undefined, { signal, ref: false }).catch(() => undefined)
  }
}

/** Runs each chore at once and then again and again; resolves when `signal` has aborted and none is under way. */
export const keepHouse = async (chores: readonly Chore[], signal: AbortSignal, logger: Logger): Promise<void> => {
  await Promise.all(chores.map((chore) => repeat(chore, signal, logger)))
}
