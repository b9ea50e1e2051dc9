import { pause, type Clock } from './clock.ts'
import type { Kept } from './storage/kept.ts'

interface LeasesNeeds {
  kept: Kept
  clock: Clock
  randomId(): string
}

interface Lease {
  id: string
  /** Milliseconds since the epoch. */
  until: number
}

const leaseMs = 20_000
const askEveryMs = 100
/** Long enough for another tab's write to be seen. */
const settleMs = 20

/**
 * One at a time over all tabs that share a storage, where there are no Web Locks. Nearly: a storage has no compare and set, so that two
 * tabs may both go after a stall. It saves requests; that two refreshes do no harm is seen to by their common `attempt`.
 */
export const createLeases = ({ kept, clock, randomId }: LeasesNeeds) => {
  const { now, later } = clock
  /** So is one that no client of now can have written: garbage, or from before the clock was set back. */
  const isFree = (held: Lease | null) => held === null || !(held.until >= now() && held.until <= now() + leaseMs)
  const take = async (key: string, id: string): Promise<boolean> => {
    for (let waited = false; ; waited = true) {
      if (isFree(await kept.read<Lease>(key))) {
        await kept.write(key, { id, until: now() + leaseMs })
        await pause(later, settleMs)
        if ((await kept.read<Lease>(key))?.id === id) return waited
      }
      await pause(later, askEveryMs)
    }
  }
  return async <Result>(key: string, run: (waited: boolean) => Promise<Result>): Promise<Result> => {
    const id = randomId()
    const waited = await take(key, id)
    try {
      return await run(waited)
    } finally {
      if ((await kept.read<Lease>(key))?.id === id) await kept.forget(key)
    }
  }
}
