/**
 * Resolves after `milliseconds`, or earlier when the signal aborts; never rejects. A pending sleep does not keep the
 * process alive. `node:timers/promises` is not used, because tests cannot simulate its clock.
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
