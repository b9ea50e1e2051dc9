import { repeat } from '#services/ambient/repeat.ts'
import { CodedError } from '#services/ports/errors.ts'

const lookEveryMs = 250
/** In looks. */
const silentAfter = 8
/**
 * In looks. The log's tail asks PostgreSQL every 250 ms. Where the log is in KurrentDB nobody may have asked for longer, so
 * the database is asked before it counts as silent.
 */
const askAfter = 4
/** In looks. A connection that still leads somewhere has mostly answered by then; one that has not is only replaced. */
const goneAfter = 4

export interface DoubtedConnections {
  /** Doubts all that are open, each until it answers. */
  doubt: () => void
  /** Breaks those that are in doubt: who waits for an answer on one gets an error, and another is opened. */
  giveUp: () => void
}

interface StoreSilenceNeeds {
  /** How many requests the database has answered. */
  answers: () => number
  /** Has the database answer something. */
  ask: () => Promise<unknown>
  connections: DoubtedConnections
}

export interface StoreSilence {
  /** Until the signal aborts. */
  watch: (signal: AbortSignal) => Promise<void>
  /** @throws CodedError store-unavailable */
  unlessSilent: <Result>(work: () => Promise<Result>) => Promise<Result>
}

/**
 * A network that swallows packets refuses nothing, so no request fails for a long time. While the number of answers
 * stands still, requests that have waited as long are refused in the database's place. What they began may still happen, as
 * with every 503. When the database is heard again, connections that are not have been forgotten by the network, and are given
 * up. Looks are counted, not the time, because a process that was busy has heard nothing either.
 */
export const storeSilence = ({ answers, ask, connections }: StoreSilenceNeeds): StoreSilence => {
  const waiting = new Set<{ since: number; refuse: (error: unknown) => void }>()
  let looks = 0
  let seen = -1
  let heardAt = 0
  let giveUpAt = Number.POSITIVE_INFINITY
  const hear = (): void => {
    if (looks - heardAt > silentAfter) {
      connections.doubt()
      giveUpAt = looks + goneAfter
    }
    heardAt = looks
  }
  const look = (): void => {
    looks += 1
    if (answers() !== seen) hear()
    seen = answers()
    if (looks === giveUpAt) connections.giveUp()
    if (looks - heardAt === askAfter) ask().catch(() => undefined)
    if (looks - heardAt < silentAfter) return
    for (const { since, refuse } of waiting)
      if (looks - since >= silentAfter) refuse(new CodedError('store-unavailable', { retryAfterSeconds: 1 }))
  }
  return {
    watch: (signal) => repeat({ restMs: lookEveryMs, run: look, onError: () => undefined }, signal),
    unlessSilent: (work) =>
      new Promise((resolve, reject) => {
        const request = { since: looks, refuse: reject }
        waiting.add(request)
        work()
          .then(resolve, reject)
          .finally(() => waiting.delete(request))
      }),
  }
}
