/** Calls `run` once after `ms`; answers how to cancel. */
export type Later = (ms: number, run: () => void) => () => void

/** This machine's clock. It may be wrong. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  later: Later
}

/** The server's clock as it is known here, so that expiry does not depend on a wrong local clock. */
export interface ServerClock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Corrects the clock by a time that the server sent, in milliseconds. Differences within `accuracyMs` are ignored. */
  learn(serverTime: number, accuracyMs: number): void
}

export const machineClock: Clock = {
  now: () => Date.now(),
  later(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}

/** The same, for tabs to tell each other. */
export interface CorrectedClock extends ServerClock {
  /** How far the server's clock is ahead of this machine's, which does not depend on when one hears of it. */
  aheadMs(): number
  become(aheadMs: number): void
}

export const createServerClock = ({ now }: Pick<Clock, 'now'>): CorrectedClock => {
  let aheadMs = 0
  return {
    now: () => now() + aheadMs,
    aheadMs: () => aheadMs,
    become: (ahead) => void (aheadMs = ahead),
    learn(serverTime, accuracyMs) {
      const ahead = serverTime - now()
      if (Math.abs(ahead - aheadMs) > accuracyMs) aheadMs = ahead
    },
  }
}

/** A clock that does nothing more once it is stopped, whatever is still under way. */
export const stoppable = ({ now, later }: Clock): Clock & { stop(): void } => {
  const cancels = new Set<() => void>()
  let isStopped = false
  return {
    now,
    later(ms, run) {
      if (isStopped) return () => {}
      const forget = later(ms, () => {
        cancels.delete(cancel)
        run()
      })
      const cancel = () => {
        cancels.delete(cancel)
        forget()
      }
      cancels.add(cancel)
      return cancel
    },
    stop() {
      isStopped = true
      for (const cancel of cancels) cancel()
    },
  }
}

export const pause = (later: Later, ms: number): Promise<void> => new Promise((resolve) => void later(ms, resolve))
