import type { Surroundings } from '#services/ambient/surroundings.ts'

/** How a run comes to its end. */
export interface End {
  /** Resolves when somebody asks; rejects when this process can no longer be trusted. */
  ended: Promise<void>
  onFatal: (error: unknown) => void
  /** Aborts when somebody asks. */
  signal: AbortSignal
}

/** `patienceMs`: how long a stop may take before it is called off: whoever asked has waited long enough. */
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
