import { pause } from './pause.ts'

/** Runs again and again until the signal aborts, each time after the milliseconds that the run before has answered. */
export const repeat = async (run: () => number | Promise<number>, signal: AbortSignal): Promise<void> => {
  while (!signal.aborted) await pause(await run(), signal)
}
