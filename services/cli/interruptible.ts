import { type Step, stepsOf } from '#services/composition/start/steps.ts'
import type { Surroundings } from '#services/ambient/surroundings.ts'

/** Steps that Ctrl-C ends at their next report of progress. `afterwards` tells the person what state that leaves. */
export const interruptible = (surroundings: Surroundings, afterwards: string): Step => {
  const ending = new AbortController()
  surroundings.onStop(() => ending.abort(new Error(`Stopped. ${afterwards}`)))
  return stepsOf(surroundings, ending.signal)
}
