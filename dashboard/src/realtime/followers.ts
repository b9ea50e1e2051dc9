import type { Frame } from '#events/live/frames.ts'
import { createAlarm, type Alarm } from '#client/session/alarm.ts'
import type { Later } from '#client/session/clock.ts'
import { ApiError, isUnanswered } from '../api/problem.ts'
import type { FreshnessMeter } from './freshness.ts'
import type { Follower, Following } from './liveFeed.ts'

interface Entry {
  follower: Follower
  reading: AbortController | null
  /** Frames that came during the read. */
  held: Frame[]
  outcome: Outcome
  /** Reads that failed in a row. */
  failures: number
  retry: Alarm
}

/** `refused`: a new try would be refused again. `failed`: a new try may succeed. */
type Outcome = 'none' | 'read' | 'failed' | 'refused'

/** The lists of a page: each reads itself, and gets the frames since its read began. */
export interface Followers {
  follow(follower: Follower): Following
  readAll(): Promise<void>
  /** Reads what has no answer yet, or failed last: after a gap that frames alone fill for the others. */
  readMissing(): Promise<void>
  deliver(frames: readonly Frame[]): void
  clear(): void
}

export interface FollowersDependencies {
  meter: Pick<FreshnessMeter, 'read' | 'failed'>
  now(): number
  /** A read waits for it, so that the frames it needs are already being held. */
  ready(): Promise<void>
  later: Later
  /** Whether polling is on: it reads everything again and again, so a failed read needs no retry of its own. */
  isPolled(): boolean
}

const firstRetryMs = 2_000
const longestRetryMs = 30_000
const retryAfterMs = (failures: number) => Math.min(longestRetryMs, firstRetryMs * 2 ** (failures - 1))

/** Errors that are no answer of the server, such as a body that was cut off, count as `failed` too. */
const outcomeOf = (error: unknown): Outcome =>
  error instanceof ApiError && !isUnanswered(error) && error.status !== 429 ? 'refused' : 'failed'

export const createFollowers = ({ meter, now, ready, later, isPolled }: FollowersDependencies): Followers => {
  const entries = new Set<Entry>()

  const attempt = async (follower: Follower, signal: AbortSignal): Promise<Outcome> => {
    try {
      await ready()
      if (signal.aborted) return 'none'
      const begunAt = now()
      await follower.read(signal)
      if (!signal.aborted) meter.read(begunAt)
      return 'read'
    } catch (error) {
      if (error instanceof ApiError && error.status === 0) meter.failed()
      return outcomeOf(error)
    }
  }
  const retryLater = (entry: Entry) =>
    entry.retry.set(retryAfterMs(entry.failures), () => (isPolled() ? retryLater(entry) : void read(entry)))
  const read = async (entry: Entry): Promise<void> => {
    entry.reading?.abort()
    entry.retry.clear()
    const reading = new AbortController()
    entry.reading = reading
    entry.held = []
    const outcome = await attempt(entry.follower, reading.signal)
    if (entry.reading !== reading || reading.signal.aborted) return
    const { held } = entry
    entry.reading = null
    entry.held = []
    entry.outcome = outcome
    entry.failures = outcome === 'failed' ? entry.failures + 1 : 0
    if (outcome === 'failed' && entries.has(entry)) retryLater(entry)
    if (held.length > 0) entry.follower.apply(held)
  }
  const readAnew = (entry: Entry): Promise<void> => {
    entry.failures = 0
    return read(entry)
  }
  const leave = (entry: Entry) => {
    entry.reading?.abort()
    entry.retry.clear()
    entries.delete(entry)
  }

  return {
    follow(follower) {
      const entry: Entry = {
        follower,
        reading: null,
        held: [],
        outcome: 'none',
        failures: 0,
        retry: createAlarm(later),
      }
      entries.add(entry)
      void read(entry)
      return {
        reread: () => readAnew(entry),
        stop: () => leave(entry),
      }
    },
    async readAll() {
      await Promise.all([...entries].map(readAnew))
    },
    async readMissing() {
      const missing = [...entries].filter(({ reading, outcome }) => reading !== null || outcome !== 'read')
      await Promise.all(missing.map(readAnew))
    },
    deliver(frames) {
      for (const entry of entries) {
        if (entry.reading === null) entry.follower.apply(frames)
        else entry.held.push(...frames)
      }
    },
    clear() {
      for (const entry of entries) leave(entry)
    },
  }
}
