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

export interface StoreSilence {
  /** Until the signal aborts. */
  watch: (signal: AbortSignal) => Promise<void>
  /** @throws CodedError store-unavailable */
  unlessSilent: <Result>(work: () => Promise<Result>) => Promise<Result>
}

/**
 * A network that swallows packets refuses nothing, so no request fails for a long time. `answers` counts what the
 * database has answered: while it stands still, requests that have waited as long are refused in its place. What they
 * began may still happen, as with every 503. Looks are counted, not the time, because a process that was busy has heard
 * nothing either. `ask` has the database answer something.
 */
export const storeSilence = (answers: () => number, ask: () => Promise<unknown>): StoreSilence => {
  const waiting = new Set<{ since: number; refuse: (error: unknown) => void }>()
  let looks = 0
  let seen = -1
  let heardAt = 0
  const look = (): void => {
    looks += 1
    if (answers() !== seen) heardAt = looks
    seen = answers()
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
