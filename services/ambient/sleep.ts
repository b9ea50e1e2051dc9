/**
 * Sleeps so long, or until the signal aborts; never rejects. A sleep keeps no process from ending. Not `node:timers/promises`:
 * its clock cannot be simulated.
 */
export const sleep = (milliseconds: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal?.aborted === true) return resolve()
    const end = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, milliseconds).unref()
    signal?.addEventListener('abort', end)
  })
