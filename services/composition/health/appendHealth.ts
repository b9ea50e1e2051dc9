import type { Logger } from '#services/logging/logger.ts'

/** Whether the store takes appends. Each change is logged once. */
export interface AppendHealth {
  stored(): void
  failed(error: unknown): void
  isFailing(): boolean
}

/** How long failures count without a new attempt. A process that is not ready gets no requests, so no append would clear them. */
const failingForMs = 10_000

export const appendHealth = (logger: Logger, nowMs: () => number): AppendHealth => {
  let failures = 0
  let failedAt = Number.NEGATIVE_INFINITY
  return {
    stored() {
      if (failures === 0) return
      logger.warn('The event store takes events again', { failures })
      failures = 0
      failedAt = Number.NEGATIVE_INFINITY
    },
    failed(error) {
      if (failures === 0) logger.error('The event store takes no events', { error })
      failures += 1
      failedAt = nowMs()
    },
    isFailing: () => nowMs() - failedAt < failingForMs,
  }
}
