/** Lets everything that is ready run. */
export const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 100; turn += 1) await Promise.resolve()
}

export type FakeTime = ReturnType<typeof createTime>

/** Time that moves when told to. */
export const createTime = (startedAt = Date.parse('2026-11-21T08:00:00.000Z')) => {
  let now = startedAt
  const due = new Set<{ at: number; run: () => void }>()
  const next = (until: number) => [...due].filter(({ at }) => at <= until).sort((one, other) => one.at - other.at)[0]
  return {
    now: () => now,
    later(ms: number, run: () => void) {
      const alarm = { at: now + ms, run }
      due.add(alarm)
      return () => void due.delete(alarm)
    },
    async pass(ms: number, run = settle) {
      await run()
      const until = now + ms
      for (let alarm = next(until); alarm !== undefined; alarm = next(until)) {
        now = Math.max(now, alarm.at)
        due.delete(alarm)
        alarm.run()
        await run()
      }
      now = until
      await run()
    },
    /** The machine sleeps: time passes, and what was due meanwhile is late. */
    sleep(ms: number) {
      now += ms
    },
  }
}
