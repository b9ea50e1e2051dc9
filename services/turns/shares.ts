/** What one of many may have of something that all share. */
export interface Share {
  /** Turns at the same time. */
  atOnce: number
  /** Milliseconds of work it may have at once after a rest; absent: no limit. */
  burstMs?: number
  /** Milliseconds of work that it regains each second. */
  msPerSecond?: number
}

export interface Shares {
  mayBegin(key: string): boolean
  begin(key: string): void
  end(key: string, workedMs: number): void
  /** Milliseconds until work already done leaves room for another turn; 0 where nothing but turns under way is in the way. */
  recoversInMs(key: string): number
}

interface Held {
  running: number
  leftMs: number
  countedAt: number
}

/** Remembers who is at work and what it has cost lately; whoever has rested long enough is forgotten. */
export const shares = ({ atOnce, burstMs = Infinity, msPerSecond = 0 }: Share, now: () => number): Shares => {
  const held = new Map<string, Held>()
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
  return {
    mayBegin(key) {
      const holder = find(key)
      return holder === undefined || (holder.running < atOnce && holder.leftMs > 0)
    },
    begin(key) {
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
  }
}
