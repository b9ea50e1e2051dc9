import type { Position } from '#events/envelope.ts'
import { sleeper } from '#services/ambient/sleeper.ts'

/** A task that goes on in the background, whatever fails. */
export interface Background {
  /** There is something to do that the view shows once it covers `position`. */
  wake(position: Position): void
  /** Resolves when the round under way is over. */
  stop(): Promise<void>
}

export interface Backlog<Item> {
  /** What a view lists as to be done, the first `limit`, and what it covers. */
  list: (limit: number) => Promise<{ position: Position; items: readonly Item[] }>
  /** Does one, decided on the item's own stream; answers where the log says so. */
  settle: (item: Item) => Promise<Position>
  idOf: (item: Item) => string
  /** Settled at the same time. */
  batch: number
  /** Milliseconds between looks when nothing wakes it. */
  restMs: number
  onError: (error: unknown) => void
}

const shortestWaitMs = 25
const longestWaitMs = 1_000

/** Failures passed over at most; more of them at the front of the list hold up the rest. */
const mostPassedOver = 2_000
/** So that one is tried again though others keep coming. */
const passedOverMs = 60_000

/** Items that failed lately, by id. */
const failures = () => {
  const failed = new Set<string>()
  return {
    has: (id: string) => failed.has(id),
    count: () => failed.size,
    isFull: () => failed.size >= mostPassedOver,
    forget: (id: string) => void failed.delete(id),
    remember(id: string): void {
      if (failed.has(id) || failed.size >= mostPassedOver) return
      failed.add(id)
      setTimeout(() => failed.delete(id), passedOverMs).unref()
    },
  }
}

/**
 * Works off what a view lists until it lists nothing; what fails is passed over while there is something else. The view lags
 * behind what was just written, so it is asked again only when it covers that; a view that stands still is asked ever more seldom.
 */
export const workOff = <Item>({ list, settle, idOf, batch, restMs, onError }: Backlog<Item>): Background => {
  const { sleep, wake } = sleeper()
  const failed = failures()
  let awaited: Position = 0
  const stopping = new AbortController()
  let waitMs = shortestWaitMs

  /** Answers whether all went well. */
  const settleAll = async (items: readonly Item[]): Promise<boolean> => {
    const settled = await Promise.allSettled(items.map(settle))
    settled.forEach((one, place) => {
      const id = idOf(items[place]!)
      if (one.status === 'rejected') {
        failed.remember(id)
        return onError(one.reason)
      }
      failed.forget(id)
      awaited = Math.max(awaited, one.value)
    })
    return settled.every(({ status }) => status === 'fulfilled')
  }
  /** Answers how long to sleep. */
  const round = async (): Promise<number> => {
    const limit = batch + failed.count()
    const { position, items } = await list(limit)
    waitMs = position < awaited ? Math.min(waitMs * 2, longestWaitMs) : shortestWaitMs
    if (position < awaited) return waitMs
    if (items.length === 0) return restMs
    const fresh = items.filter((item) => !failed.has(idOf(item)))
    const isDone = await settleAll((fresh.length > 0 ? fresh : items).slice(0, batch))
    const isMoreBehind = fresh.length > 0 && items.length >= limit && !failed.isFull()
    return isDone || isMoreBehind ? shortestWaitMs : restMs
  }
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const restFor = await round().catch((error: unknown) => {
        onError(error)
        return restMs
      })
      if (!stopping.signal.aborted) await sleep(restFor)
    }
  }
  const running = run()
  return {
    wake(position) {
      awaited = Math.max(awaited, position)
      wake()
    },
    stop() {
      stopping.abort()
      wake()
      return running
    },
  }
}
