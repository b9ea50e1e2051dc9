import type { Position } from '#events/envelope.ts'

/** A task that goes on in the background, whatever fails. */
export interface Background {
  /** There is something to do that the view shows once it covers `position`. */
  wake(position: Position): void
  /** Resolves when the round under way is over. */
  stop(): Promise<void>
}

export interface Backlog<Item> {
  /** What a view lists as to be done, and what it covers. */
  list: () => Promise<{ position: Position; items: readonly Item[] }>
  /** Does one, decided on the item's own stream; answers where the log says so. */
  settle: (item: Item) => Promise<Position>
  /** Milliseconds between looks when nothing wakes it. */
  restMs: number
  onError: (error: unknown) => void
}

const shortestWaitMs = 25
const longestWaitMs = 1_000

/** Sleeps that a wake cuts short; a wake that comes while nobody sleeps cuts the next one short. */
const sleeper = () => {
  let isMissed = false
  let rouse: (() => void) | undefined
  return {
    async sleep(milliseconds: number): Promise<void> {
      if (!isMissed)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, milliseconds).unref()
          rouse = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      isMissed = false
      rouse = undefined
    },
    wake: () => {
      if (rouse === undefined) isMissed = true
      else rouse()
    },
  }
}

/**
 * Works off what a view lists until it lists nothing. The view lags behind what was just written, so it is asked again
 * only when it covers that; a view that stands still is asked ever more seldom.
 */
export const workOff = <Item>({ list, settle, restMs, onError }: Backlog<Item>): Background => {
  const { sleep, wake } = sleeper()
  let awaited: Position = 0
  const stopping = new AbortController()
  let waitMs = shortestWaitMs

  const settleAll = async (items: readonly Item[]): Promise<number> => {
    const settled = await Promise.allSettled(items.map(settle))
    for (const one of settled)
      if (one.status === 'fulfilled') awaited = Math.max(awaited, one.value)
      else onError(one.reason)
    return items.length > 0 && settled.every(({ status }) => status === 'fulfilled') ? shortestWaitMs : restMs
  }
  /** Answers how long to sleep. */
  const round = async (): Promise<number> => {
    const { position, items } = await list()
    waitMs = position < awaited ? Math.min(waitMs * 2, longestWaitMs) : shortestWaitMs
    return position < awaited ? waitMs : settleAll(items)
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

/** Does something every `restMs` milliseconds, whatever fails. */
export const everySoOften = (
  restMs: number,
  work: () => Promise<void>,
  onError: (error: unknown) => void,
): Background => {
  const list = async () => {
    await work()
    return { position: 0, items: [] }
  }
  return workOff({ list, settle: async () => 0, restMs, onError })
}
