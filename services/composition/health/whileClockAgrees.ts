import { sleep } from '#services/ambient/sleep.ts'
import type { Logger } from '#services/logging/logger.ts'
import { agrees, type SkewMs } from './clockAgreement.ts'

const lookEveryMs = 1_000

export interface ClockAgreement {
  /** Names the work in log lines. */
  what: string
  skewMs: SkewMs
  logger: Logger
  signal: AbortSignal
}

/**
 * Runs `work` while this process's clock agrees with the store's, and stops it when it no longer does: a wrong clock must not
 * decide which sessions have lapsed. Resolves when `signal` has aborted and `work` has stopped.
 */
export const whileClockAgrees = async (
  { what, skewMs, logger, signal }: ClockAgreement,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> => {
  let isTold = false
  while (!signal.aborted) {
    const skew = skewMs()
    if (agrees(skew)) {
      isTold = false
      await workUntilDisagreement(skewMs, signal, work)
    } else if (skew !== null && !isTold) {
      isTold = true
      const milliseconds = Math.round(skew)
      logger.error('This clock differs from the store’s, so the work is left to others', { what, milliseconds })
    }
    await sleep(lookEveryMs, signal)
  }
}

const workUntilDisagreement = async (
  skewMs: ClockAgreement['skewMs'],
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> => {
  const disagreeing = new AbortController()
  const looking = setInterval(() => agrees(skewMs()) || disagreeing.abort(), lookEveryMs)
  try {
    await work(AbortSignal.any([signal, disagreeing.signal]))
  } finally {
    clearInterval(looking)
  }
}
