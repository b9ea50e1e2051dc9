import { sleep } from '#services/ambient/sleep.ts'
import type { Surroundings } from '#services/ambient/surroundings.ts'
import type { Readiness } from '#services/http/plainRoutes.ts'
import { missingIn } from '../health/readiness.ts'

const lookEveryMs = 50

/** Waits for all that `/readyz` asks for, and says what is missing each time that changes. @throws what aborted the start */
export const untilReady = async (
  { surroundings, signal }: { surroundings: Pick<Surroundings, 'say'>; signal: AbortSignal },
  readiness: () => Readiness,
): Promise<void> => {
  let said = ''
  for (let state = readiness(); !state.ready; state = readiness()) {
    const missing = missingIn(state)
    if (missing !== said) surroundings.say(`Not ready yet: ${missing}`)
    said = missing
    await sleep(lookEveryMs, signal)
    signal.throwIfAborted()
  }
}
