export interface Alarm {
  /** Ends the wait that is on; with none on, the next one ends at once. */
  ring: () => void
  /** Resolves at the ring or after `ms`, whichever is first. One waiter at a time. */
  wait: (ms: number) => Promise<void>
}

export const alarm = (): Alarm => {
  let rung = false
  let wake: (() => void) | undefined
  return {
    ring() {
      rung = true
      wake?.()
    },
    async wait(ms) {
      if (!rung)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      rung = false
      wake = undefined
    },
  }
}
