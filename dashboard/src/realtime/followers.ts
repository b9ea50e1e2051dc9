import type { Frame } from '#events/live/frames.ts'
import { ApiError } from '../api/problem.ts'
import type { FreshnessMeter } from './freshness.ts'
import type { Follower, Following } from './liveFeed.ts'

interface Entry {
  follower: Follower
  reading: AbortController | null
  /** Frames that came during the read. */
  held: Frame[]
}

/** The lists of a page: each reads itself, and gets the frames since its read began. */
export interface Followers {
  follow(follower: Follower): Following
  readAll(): Promise<void>
  deliver(frames: readonly Frame[]): void
  clear(): void
}

export interface FollowersDependencies {
  meter: Pick<FreshnessMeter, 'read' | 'failed'>
  now(): number
  /** A read waits for it, so that the frames it needs are already being held. */
  ready(): Promise<void>
}

export const createFollowers = ({ meter, now, ready }: FollowersDependencies): Followers => {
  const entries = new Set<Entry>()

  /** False: dropped for another read, or failed for a reason the follower shows itself. */
  const attempt = async (follower: Follower, signal: AbortSignal): Promise<void> => {
    try {
      await ready()
      if (signal.aborted) return
      const begunAt = now()
      await follower.read(signal)
      if (!signal.aborted) meter.read(begunAt)
    } catch (error) {
      if (error instanceof ApiError && error.status === 0) meter.failed()
    }
  }
  const read = async (entry: Entry): Promise<void> => {
    entry.reading?.abort()
    const reading = new AbortController()
    entry.reading = reading
    entry.held = []
    await attempt(entry.follower, reading.signal)
    if (entry.reading !== reading) return
    const { held } = entry
    entry.reading = null
    entry.held = []
    if (held.length > 0 && !reading.signal.aborted) entry.follower.apply(held)
  }

  return {
    follow(follower) {
      const entry: Entry = { follower, reading: null, held: [] }
      entries.add(entry)
      void read(entry)
      return {
        reread: () => read(entry),
        stop() {
          entry.reading?.abort()
          entries.delete(entry)
        },
      }
    },
    async readAll() {
      await Promise.all([...entries].map(read))
    },
    deliver(frames) {
      for (const entry of entries) {
        if (entry.reading === null) entry.follower.apply(frames)
        else entry.held.push(...frames)
      }
    },
    clear() {
      for (const entry of entries) entry.reading?.abort()
      entries.clear()
    },
  }
}
