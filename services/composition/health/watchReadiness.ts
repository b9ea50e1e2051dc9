import type { Readiness } from '#services/http/plainRoutes.ts'
import type { Logger } from '#services/logging/logger.ts'
import { missingIn } from './readiness.ts'

/** What a process remembers of its readiness, because each request asks. */
export interface ReadinessWatch {
  /** Logs each change once, from when the process was ready first. */
  look(): void
  /** As of the last look; true until the process was ready first. */
  isReady(): boolean
}

export const watchReadiness = (readiness: () => Readiness, logger: Logger): ReadinessWatch => {
  let isReady = true
  let wasReady = false
  return {
    isReady: () => isReady,
    look() {
      const state = readiness()
      wasReady ||= state.ready
      if (!wasReady || state.ready === isReady) return
      isReady = state.ready
      if (isReady) logger.warn('This process is ready again')
      else logger.warn('This process is not ready', { missing: missingIn(state) })
    },
  }
}
