import type { Counted, GatheredCounters } from '#services/limits/gatheredCounters.ts'

/** Counters in memory, on a clock that the test moves; by the same rules as PostgreSQL's. */
export const memoryCounters = (now: () => number): GatheredCounters => {
  const held = new Map<string, { points: number; endsAt: number }>()
  const live = (key: string) => {
    const counter = held.get(key)
    return counter !== undefined && counter.endsAt > now() ? counter : undefined
  }
  const shown = ({ points, endsAt }: { points: number; endsAt: number }): Counted => ({
    points,
    msLeft: endsAt - now(),
  })
  return {
    add: async (key, points, windowMs) => {
      const before = live(key)
      const after =
        before === undefined
          ? { points: Math.max(0, points), endsAt: now() + windowMs }
          : { ...before, points: Math.max(0, before.points + points) }
      held.set(key, after)
      return shown(after)
    },
    read: async (key) => {
      const counter = live(key)
      return counter === undefined ? null : shown(counter)
    },
  }
}
