import type { Position } from '#events/envelope.ts'
import { CodedError } from '#services/errors.ts'
import type { EventLog, StoredEvent } from './eventStore.ts'

export interface FollowRequest {
  log: Pick<EventLog, 'readAll' | 'onAppended'>
  /** Exclusive. */
  after: Position
  /** Events of one read at most. */
  limit: number
  signal: AbortSignal
  /**
   * Called with every read, in order, one at a time, with [] too: then nothing stood after the last event when the read began.
   * `isAll`: the read reached the end of the log as it was when the read began.
   */
  onRead: (events: StoredEvent[], isAll: boolean) => Promise<void> | void
  /** Called before every read. */
  beforeRead?: () => void
  /** Called when the store is away; the read is repeated. */
  onUnavailable?: (error: CodedError) => void
  /** Called with a function that wakes the follower before its time. */
  onWaker?: (wake: () => void) => void
}

/** A wake-up may be missed, so the log is asked without one too. */
export const askAgainMs = 250

/** A sleep that ends early when woken; a wake-up while nobody sleeps ends the next sleep. */
const alarm = () => {
  let isWoken = false
  let ring: (() => void) | undefined
  return {
    wake(): void {
      isWoken = true
      ring?.()
    },
    async sleep(): Promise<void> {
      if (!isWoken)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, askAgainMs)
          ring = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      ring = undefined
      isWoken = false
    },
  }
}

export const isAway = (error: unknown): error is CodedError =>
  error instanceof CodedError && error.code === 'store-unavailable'

/** Reads the log from a position on until the signal aborts, surviving a store that is away. Rejects with what `onRead` throws. */
export const followLog = async (request: FollowRequest): Promise<void> => {
  const { log, limit, signal } = request
  const { wake, sleep } = alarm()
  const unlisten = log.onAppended(wake)
  signal.addEventListener('abort', wake)
  request.onWaker?.(wake)
  let { after } = request
  try {
    while (!signal.aborted) {
      request.beforeRead?.()
      const events = await log.readAll({ after, limit }).catch((error: unknown) => {
        if (!isAway(error)) throw error
        request.onUnavailable?.(error)
        return null
      })
      if (signal.aborted) return
      if (events !== null) {
        await request.onRead(events, events.length < limit)
        after = events.at(-1)?.position ?? after
      }
      if (events === null || events.length < limit) await sleep()
    }
  } finally {
    unlisten()
    signal.removeEventListener('abort', wake)
  }
}
