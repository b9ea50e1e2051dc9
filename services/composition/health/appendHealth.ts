import type { Logger } from '#services/logging/logger.ts'

/** Whether the store takes what is appended. Each change is told once. */
export interface AppendHealth {
  stored(): void
  failed(error: unknown): void
  isFailing(): boolean
}

/** After a failure that nothing has followed it is worth another try: where nobody sends requests, none would ever succeed. */
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
