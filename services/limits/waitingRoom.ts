/** Resolves to true after `milliseconds`, or to false at once when too many tries are being held already. */
export type HoldBack = (milliseconds: number) => Promise<boolean>

/** Limited, because each held request occupies a few kilobytes and a connection. */
const mostHeld = 1_000

export const waitingRoom = (pause: (milliseconds: number) => Promise<void>): HoldBack => {
  let held = 0
  return async (milliseconds) => {
    if (milliseconds <= 0) return true
    if (held >= mostHeld) return false
    held += 1
    await pause(milliseconds)
    held -= 1
    return true
  }
}
