/** What one tenant or person may use of something that all share. */
export interface Share {
  /** Most turns at the same time. */
  atOnce: number
  /** Milliseconds of work it may use at once after a rest. Absent: no limit. */
  burstMs?: number
  /** Milliseconds of work that it regains each second. */
  msPerSecond?: number
}

export interface Shares {
  mayBegin(key: string): boolean
  begin(key: string): void
  end(key: string, workedMs: number): void
  /**
   * Milliseconds until enough of its used work is regained for another turn. 0: its used work does not block a turn.
   */
  recoversInMs(key: string): number
  /** Holders remembered. */
  size(): number
}

interface Held {
  running: number
  leftMs: number
  countedAt: number
}

/** Below this number of holders none is looked for that can be forgotten. */
const fewHeld = 1_000

/** Remembers who is at work and how much each has used lately. Forgets those who have regained everything. */
export const shares = ({ atOnce, burstMs = Infinity, msPerSecond = 0 }: Share, now: () => number): Shares => {
  const held = new Map<string, Held>()
  let many = fewHeld
  const recovered = (holder: Held): Held => {
    const at = now()
    holder.leftMs = Math.min(burstMs, holder.leftMs + ((at - holder.countedAt) / 1_000) * msPerSecond)
    holder.countedAt = at
    return holder
  }
  const find = (key: string): Held | undefined => {
    const holder = held.get(key)
    if (holder === undefined) return undefined
    if (recovered(holder).running > 0 || holder.leftMs < burstMs) return holder
    held.delete(key)
    return undefined
  }
  /** Most holders never ask again. Looks through all of them whenever their number has doubled. */
  const forgetRested = (): void => {
    if (held.size < many) return
    for (const key of held.keys()) find(key)
    many = Math.max(fewHeld, held.size * 2)
  }
  return {
    mayBegin(key) {
      const holder = find(key)
      return holder === undefined || (holder.running < atOnce && holder.leftMs > 0)
    },
    begin(key) {
      forgetRested()
      const holder = find(key) ?? { running: 0, leftMs: burstMs, countedAt: now() }
      holder.running += 1
      held.set(key, holder)
    },
    end(key, workedMs) {
      const holder = held.get(key)
      if (holder === undefined) return
      recovered(holder).running -= 1
      holder.leftMs -= workedMs
    },
    recoversInMs(key) {
      const holder = find(key)
      return holder === undefined || holder.leftMs > 0 ? 0 : (-holder.leftMs / msPerSecond) * 1_000 + 1
    },
    size: () => held.size,
  }
}
