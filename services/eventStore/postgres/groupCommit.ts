import { setTimeout as pause } from 'node:timers/promises'
import { CodedError } from '#services/ports/errors.ts'
import type { Appended, StorableEvent } from '../eventStore.ts'
import { type StreamQueue, streamQueue } from './streamQueue.ts'

export interface PendingAppend {
  stream: string
  events: StorableEvent[]
  expectedRevision: number
}

/** The result of one append of a batch; null: it was refused as stale. */
export type Outcome = Appended | null

export interface GroupCommitNeeds {
  /**
   * Stores a batch in which no stream occurs twice and answers one outcome per append, in order.
   * Rejects when the outcome is unknown (`mayRepeat`), or when something in the batch cannot be stored at all.
   */
  store: (batch: readonly PendingAppend[]) => Promise<Outcome[]>
  mayRepeat: (error: unknown) => boolean
  /** How many batches may be under way at once. */
  lanes: number
  /**
   * This many waiting events are worth a commit of their own while another is under way. Commits to one log happen one
   * after the other, however many lanes there are, so fewer events better wait and go in one batch with the next ones.
   */
  worthALane: number
  /** The largest number of events in a batch; a single append may have more. */
  batchEvents: number
  /** How long an append waits for a store that does not answer. */
  patienceMs: number
  /** Milliseconds, monotonic. */
  now: () => number
}

interface Waiting extends PendingAppend {
  /** Number of events. */
  weight: number
  since: number
  resolve: (appended: Appended) => void
  reject: (error: unknown) => void
}

const shortestPauseMs = 25
const longestPauseMs = 400

const settle = (queue: StreamQueue<Waiting>, batch: readonly Waiting[], outcomes: readonly Outcome[]): void =>
  batch.forEach((append, index) => {
    queue.free(append)
    const outcome = outcomes[index] ?? null
    if (outcome === null) append.reject(new CodedError('stale-revision'))
    else append.resolve(outcome)
  })

/** Rejects the appends that have waited too long, in the batch and in the queue; answers the rest of the batch. */
const giveUpOldest = (
  queue: StreamQueue<Waiting>,
  batch: readonly Waiting[],
  oldest: number,
  cause: unknown,
): Waiting[] => {
  const tooOld = (append: Waiting): boolean => append.since <= oldest
  const reject = (append: Waiting): void =>
    append.reject(new CodedError('store-unavailable', { cause, retryAfterSeconds: 1 }))
  queue.remove(tooOld).forEach(reject)
  for (const append of batch.filter(tooOld)) {
    queue.free(append)
    reject(append)
  }
  return batch.filter((append) => !tooOld(append))
}

/**
 * Stores a batch. If the outcome is unknown, it repeats the batch unchanged, and the store recognises by the ids what
 * it has stored already. If something in the batch cannot be stored, it tries every append alone, so that only the bad
 * one fails.
 */
const storeBatch = async (
  needs: GroupCommitNeeds,
  queue: StreamQueue<Waiting>,
  given: readonly Waiting[],
): Promise<void> => {
  let batch = given
  for (let pauseMs = shortestPauseMs; batch.length > 0; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    try {
      return settle(queue, batch, await needs.store(batch))
    } catch (error) {
      if (needs.mayRepeat(error)) {
        batch = giveUpOldest(queue, batch, needs.now() - needs.patienceMs, error)
        if (batch.length > 0) await pause(pauseMs)
      } else if (batch.length === 1) {
        queue.free(batch[0]!)
        return batch[0]!.reject(error)
      } else {
        for (const append of batch) await storeBatch(needs, queue, [append])
        return
      }
    }
  }
}

export interface GroupCommit {
  /** @throws CodedError stale-revision, store-unavailable; else what `store` threw for this append alone. */
  append(append: PendingAppend): Promise<Appended>
  /** True when everything appended so far is answered. */
  isIdle(): boolean
}

/**
 * Gathers concurrent appends into batches with one call and one commit each; every append is accepted or refused by
 * itself.
 */
export const groupCommit = (needs: GroupCommitNeeds): GroupCommit => {
  const queue = streamQueue<Waiting>()
  let idleLanes = needs.lanes
  let isScheduled = false

  const isWorthwhile = (): boolean =>
    idleLanes === needs.lanes ? queue.readyWeight() > 0 : idleLanes > 0 && queue.readyWeight() >= needs.worthALane
  /** When there are enough events for every idle lane, the lanes share them: one works while the other commits. */
  const nextLimit = (): number => {
    const share = Math.ceil(queue.readyWeight() / idleLanes)
    return Math.min(needs.batchEvents, share >= needs.worthALane ? share : Number.POSITIVE_INFINITY)
  }
  const schedule = (): void => {
    if (isScheduled || !isWorthwhile()) return
    isScheduled = true
    // Runs after the callbacks of this turn of the event loop, so that their appends join the batch and nobody waits
    // for a timer.
    setImmediate(startLane)
  }
  const startLane = (): void => {
    isScheduled = false
    const batch = queue.take(nextLimit())
    if (batch.length === 0) return
    idleLanes--
    void storeBatch(needs, queue, batch).finally(() => {
      idleLanes++
      schedule()
    })
    schedule()
  }
  return {
    append: (append) =>
      new Promise((resolve, reject) => {
        queue.add({ ...append, weight: append.events.length, since: needs.now(), resolve, reject })
        schedule()
      }),
    isIdle: () => idleLanes === needs.lanes && queue.readyWeight() === 0,
  }
}
