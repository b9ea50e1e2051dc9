import type { Later } from './clock.ts'

/** One thing to do later: setting it again replaces what was set. */
export interface Alarm {
  set(ms: number, run: () => void): void
  clear(): void
}

/** setTimeout takes at most 31 bits of milliseconds. */
const longestMs = 2 ** 31 - 1

export const createAlarm = (later: Later): Alarm => {
  let cancel: (() => void) | undefined
  const clear = () => {
    cancel?.()
    cancel = undefined
  }
  return {
    set(ms, run) {
      clear()
      cancel = later(Math.min(ms, longestMs), run)
    },
    clear,
  }
}
