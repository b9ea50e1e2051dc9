/** Holds tries back; answers false, at once, where too many are being held already. */
export type HoldBack = (milliseconds: number) => Promise<boolean>

/** A held request keeps a few kilobytes and a connection. */
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
