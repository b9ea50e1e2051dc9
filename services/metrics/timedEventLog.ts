import type { EventLog } from '#services/eventStore/eventStore.ts'
import { CodedError, errorCodes } from '#services/ports/errors.ts'

export interface AppendListeners {
  /** An append was stored. */
  appended: (seconds: number) => void
  /** The store could not take an append; a stale revision or too many events at once are no fault of the store. */
  failed: (error: unknown) => void
}

const isFault = (error: unknown): boolean => !(error instanceof CodedError) || errorCodes[error.code] >= 500

/** Wraps a log and tells the listeners how long each append took or that it failed. `nowMs` is a monotonic clock. */
export const timedEventLog = <Log extends EventLog>(
  log: Log,
  nowMs: () => number,
  { appended, failed }: AppendListeners,
): Log => ({
  ...log,
  append: async (...append: Parameters<EventLog['append']>) => {
    const startedAt = nowMs()
    try {
      const stored = await log.append(...append)
      appended((nowMs() - startedAt) / 1_000)
      return stored
    } catch (error) {
      if (isFault(error)) failed(error)
      throw error
    }
  },
})
