import type { EventLog } from '#services/eventStore/eventStore.ts'

/** The same log; every append that was stored tells how long it took. `nowMs` is a monotonic clock. */
export const timedEventLog = <Log extends EventLog>(
  log: Log,
  nowMs: () => number,
  appended: (seconds: number) => void,
): Log => ({
  ...log,
  append: async (...append: Parameters<EventLog['append']>) => {
    const startedAt = nowMs()
    const stored = await log.append(...append)
    appended((nowMs() - startedAt) / 1_000)
    return stored
  },
})
