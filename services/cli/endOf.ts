import type { Surroundings } from '#services/ambient/surroundings.ts'

/** How a run of a command ends. */
export interface End {
  /** Resolves when somebody asks the process to stop; rejects when the process can no longer be trusted. */
  ended: Promise<void>
  onFatal: (error: unknown) => void
  /** Aborts when somebody asks the process to stop. */
  signal: AbortSignal
}

/** `patienceMs`: how long a stop may take before the process exits with 1, finished or not. */
export const endOf = (surroundings: Surroundings, patienceMs: number): End => {
  const asked = Promise.withResolvers<void>()
  const calledOff = new AbortController()
  const loseHope = () => setTimeout(() => process.exit(1), patienceMs).unref()
  surroundings.onStop(() => {
    if (calledOff.signal.aborted) return
    surroundings.say('Stopping')
    loseHope()
    calledOff.abort()
    asked.resolve()
  })
  asked.promise.catch(() => undefined)
  const onFatal = (error: unknown): void => {
    loseHope()
    asked.reject(error)
  }
  return { ended: asked.promise, onFatal, signal: calledOff.signal }
}
