import type { Position } from '#events/envelope.ts'
import { CodedError } from '#services/ports/errors.ts'
import { positionWaiters } from '#services/feed/positionWaiters.ts'
import { listen } from '#services/postgres/listen.ts'
import type { Pool } from '#services/postgres/pool.ts'
import { changesChannel } from '../live/writeChanges.ts'
import { coveredPosition } from './coveredPosition.ts'

/** How far the views have read, as this process last saw it, and the callers that wait for them. */
export interface ViewWatch {
  viewPosition: () => Promise<Position>
  /** @throws CodedError view-behind when the views do not cover the position in time */
  waitForView: (position: Position, timeoutMs?: number) => Promise<void>
  /**
   * Calls `wake` when views have changed. This is a hint: it may come late, twice or never. Answers a function that
   * stops the calls.
   */
  onViewsChanged: (wake: () => void) => () => void
  close: () => Promise<void>
}

const defaultWaitMs = 2_000
/** Notices may be lost, and views may move on without changing a row, so waiting callers also ask this often. */
const pollMs = 100

const behind = (): CodedError =>
  new CodedError('view-behind', { detail: 'The view is not there yet; try again.', retryAfterSeconds: 1 })

export const viewWatch = (writer: Pool): ViewWatch => {
  const waiters = positionWaiters()
  const wakers = new Set<() => void>()
  let waiting = 0
  let reading: Promise<void> | undefined

  const viewPosition = async (): Promise<Position> => {
    const { rows } = await writer.query<{ position: Position }>(`select ${coveredPosition} as position`)
    return rows[0]!.position
  }
  /**
   * One read at a time serves all callers. While the server is away, callers only see that the position is not reached.
   */
  const look = (): void => {
    reading ??= viewPosition()
      .then(waiters.advance, () => undefined)
      .finally(() => (reading = undefined))
  }
  const unlisten = listen(writer, changesChannel, () => {
    wakers.forEach((wake) => wake())
    if (waiting > 0) look()
  })
  const waitFor = async (position: Position, timeoutMs: number): Promise<void> => {
    waiting += 1
    const polling = setInterval(look, pollMs)
    try {
      look()
      await waiters.waitFor(position, timeoutMs)
    } catch {
      throw behind()
    } finally {
      clearInterval(polling)
      waiting -= 1
    }
  }
  return {
    viewPosition,
    async waitForView(position, timeoutMs = defaultWaitMs) {
      if (position > waiters.applied()) await waitFor(position, timeoutMs)
    },
    onViewsChanged(wake) {
      wakers.add(wake)
      return () => void wakers.delete(wake)
    },
    async close() {
      await unlisten()
      waiters.stop()
      await reading
    },
  }
}
