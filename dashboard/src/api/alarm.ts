/** Calls `run` once after `ms`; answers how to cancel. */
export type Later = (ms: number, run: () => void) => () => void

/** One thing to do later: setting it again replaces what was set. */
export interface Alarm {
  set(ms: number, run: () => void): void
  clear(): void
}

export const createAlarm = (later: Later): Alarm => {
  let cancel: (() => void) | undefined
  const clear = () => {
    cancel?.()
    cancel = undefined
  }
  return {
    set(ms, run) {
      clear()
      cancel = later(ms, run)
    },
    clear,
  }
}
