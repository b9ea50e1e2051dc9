import type { EventLog } from '#services/eventStore/eventStore.ts'

/** The same log; every append that was stored tells how long it took. `nowMs` is a monotonic clock. */
export const timedEventLog = (log: EventLog, nowMs: () => number, appended: (seconds: number) => void): EventLog => ({
  ...log,
  append: async (...append) => {
    const startedAt = nowMs()
    const stored = await log.append(...append)
    appended((nowMs() - startedAt) / 1_000)
    return stored
  },
})
