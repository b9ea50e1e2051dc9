import type { Position } from '#events/envelope.ts'
import { CodedError } from '#services/ports/errors.ts'

interface Waiter {
  position: Position
  resolve: () => void
  reject: (error: unknown) => void
  timer: NodeJS.Timeout | undefined
}

export interface PositionWaiters {
  applied(): Position
  /** @throws CodedError store-unavailable when the position is not reached in time; `Infinity` waits for ever. */
  waitFor(position: Position, timeoutMs: number): Promise<void>
  advance(position: Position): void
  /** Rejects everybody who still waits. */
  stop(): void
}

const tooLate = (): CodedError =>
  new CodedError('store-unavailable', { detail: 'The log is not read fast enough; try again.', retryAfterSeconds: 1 })

/** Lets callers wait until a position is applied. */
export const positionWaiters = (): PositionWaiters => {
  const waiting = new Set<Waiter>()
  let applied: Position = 0
  const leave = (waiter: Waiter): void => {
    clearTimeout(waiter.timer)
    waiting.delete(waiter)
  }
  return {
    applied: () => applied,
    waitFor(position, timeoutMs) {
      if (position <= applied) return Promise.resolve()
      return new Promise((resolve, reject) => {
        const waiter: Waiter = { position, resolve, reject, timer: undefined }
        const giveUp = (): void => {
          leave(waiter)
          reject(tooLate())
        }
        if (Number.isFinite(timeoutMs)) waiter.timer = setTimeout(giveUp, timeoutMs)
        waiting.add(waiter)
      })
    },
    advance(position) {
      applied = Math.max(applied, position)
      for (const waiter of waiting)
        if (waiter.position <= applied) {
          leave(waiter)
          waiter.resolve()
        }
    },
    stop() {
      for (const waiter of waiting) {
        leave(waiter)
        waiter.reject(tooLate())
      }
    },
  }
}
