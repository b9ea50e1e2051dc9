import type { EventType, RollcallEvent } from '#events/catalogue.ts'
import type { Position, Recorded } from '#events/envelope.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { EventCodec, EventLog, StoredEvent } from '#services/eventStore/eventStore.ts'
import { followLog } from '#services/eventStore/followLog.ts'
import { KeyMissing } from '#services/eventStore/sealing/keyMissing.ts'
import { freshMs, type LogTail } from './logTail.ts'
import { positionWaiters } from './positionWaiters.ts'

export interface StoreLogTailNeeds {
  log: EventLog
  codec: Pick<EventCodec, 'prepareOpen' | 'openOne' | 'openClear'>
  /** Milliseconds, monotonic. */
  now: () => number
  /**
   * A listener threw, so the state this process keeps in memory can no longer be trusted. The tail has stopped and is
   * never fresh again.
   */
  onFailure: (error: unknown) => void
  /** Called for an event that was applied without its sealed fields. */
  onKeyMissing?: (error: KeyMissing, event: StoredEvent) => void
}

type Listener = (event: Recorded<RollcallEvent>) => void

/** The listeners and the event types they listen for. */
const audience = () => {
  const listeners = new Map<Listener, readonly EventType[]>()
  let wanted: readonly EventType[] = []
  const change = (): void => {
    const types = new Set([...listeners.values()].flat())
    // The store gets the same list as long as the types are the same, because another list means another question.
    if (types.size !== wanted.length || wanted.some((type) => !types.has(type))) wanted = [...types]
  }
  return {
    wanted: () => wanted,
    tell: (event: Recorded<RollcallEvent>): void => {
      for (const listener of listeners.keys()) listener(event)
    },
    join(types: readonly EventType[], listener: Listener): () => void {
      // The same function may listen twice, so each listener gets a function of its own.
      const own: Listener = (event) => listener(event)
      listeners.set(own, types)
      change()
      return () => {
        listeners.delete(own)
        change()
      }
    },
  }
}

const readLimit = 1_000
const defaultWaitMs = 2_000

/**
 * Ending sessions must not wait for a lost key, so an event whose key is missing is applied without its sealed fields.
 */
const openBatch = async (
  { codec, onKeyMissing }: StoreLogTailNeeds,
  events: readonly StoredEvent[],
): Promise<Recorded<RollcallEvent>[]> => {
  await codec.prepareOpen(events.flatMap(({ tenantId, subject }) => (subject === null ? [] : [{ tenantId, subject }])))
  return events.map((event) => {
    try {
      return codec.openOne(event)
    } catch (error) {
      if (!(error instanceof KeyMissing)) throw error
      onKeyMissing?.(error, event)
      return codec.openClear(event)
    }
  })
}

/** Follows the store's log; the store's notifications wake it. */
export const storeLogTail = (needs: StoreLogTailNeeds): LogTail => {
  const listeners = audience()
  const waiters = positionWaiters()
  const stopping = new AbortController()
  let wake: (() => void) | undefined
  let running: Promise<void> | undefined
  /** When the newest read began whose answer reached the log's end and was applied. */
  let askedAt = Number.NEGATIVE_INFINITY
  let hasFailed = false

  const follow = (after: Position): Promise<void> => {
    let began = 0
    return followLog({
      log: needs.log,
      after,
      limit: readLimit,
      types: listeners.wanted,
      signal: stopping.signal,
      beforeRead: () => (began = needs.now()),
      onWaker: (waker) => (wake = waker),
      open: (events) => openBatch(needs, events),
      onRead({ items, to, isAll }) {
        items.forEach(listeners.tell)
        if (isAll) askedAt = began
        waiters.advance(to)
      },
      onPassed: waiters.advance,
    })
  }
  const fail = (error: unknown): void => {
    hasFailed = true
    waiters.stop()
    needs.onFailure(error)
  }
  const waitFor = (position: Position, timeoutMs = defaultWaitMs): Promise<void> => {
    if (hasFailed) return Promise.reject(new CodedError('store-unavailable'))
    if (position > waiters.applied()) wake?.()
    return waiters.waitFor(position, timeoutMs)
  }
  return {
    applied: () => waiters.applied(),
    listen: listeners.join,
    waitFor,
    isFresh: () => !hasFailed && needs.now() - askedAt < freshMs,
    async start(after) {
      const began = needs.now()
      const head = await needs.log.head()
      waiters.advance(after)
      running = follow(after).catch(fail)
      await waiters.waitFor(head, Number.POSITIVE_INFINITY)
      askedAt = Math.max(askedAt, began)
    },
    async stop() {
      stopping.abort()
      await running
      waiters.stop()
    },
  }
}
