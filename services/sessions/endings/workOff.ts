import type { Position } from '#events/envelope.ts'
import { sleeper } from '#services/ambient/sleeper.ts'

/** A task that runs in the background and goes on after failures. */
export interface Background {
  /** Tells the task that there is new work, which the view lists once it has read up to `position`. */
  wake(position: Position): void
  /** Stops the task. Resolves when the current round is over. */
  stop(): Promise<void>
}

export interface Backlog<Item> {
  /** Reads the first `limit` open items from a view, and how far the view has read. */
  list: (limit: number) => Promise<{ position: Position; items: readonly Item[] }>
  /** Handles one item, decided on its own stream. Answers the position in the log that shows it as done. */
  settle: (item: Item) => Promise<Position>
  idOf: (item: Item) => string
  /** Most items handled at the same time. */
  batch: number
  /** Milliseconds until the next look when nothing wakes the task. */
  restMs: number
  onError: (error: unknown) => void
}

const shortestWaitMs = 25
const longestWaitMs = 1_000

/** Most failed items that are skipped. If more stand at the front of the list, they block the items behind them. */
const mostPassedOver = 2_000
/** After this time a failed item is tried again, even while new items keep coming. */
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
 * Handles the items that a view lists, until it lists none. Skips failed items while there are others. The view lags
 * behind what was just written, so its list is used only once it has read that. While the view does not catch up, the
 * waits grow.
 */
export const workOff = <Item>({ list, settle, idOf, batch, restMs, onError }: Backlog<Item>): Background => {
  const { sleep, wake } = sleeper()
  const failed = failures()
  let awaited: Position = 0
  const stopping = new AbortController()
  let waitMs = shortestWaitMs

  /** Answers whether all succeeded. */
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
  /** Answers how many milliseconds to sleep. */
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
