import { type Step, stepsOf } from '#services/composition/start/steps.ts'
import type { Surroundings } from '#services/ambient/surroundings.ts'

/** Steps that Ctrl-C ends between two lines; `afterwards` says what then stands. */
export const interruptible = (surroundings: Surroundings, afterwards: string): Step => {
  const ending = new AbortController()
  surroundings.onStop(() => ending.abort(new Error(`Stopped. ${afterwards}`)))
  return stepsOf(surroundings, ending.signal)
}
