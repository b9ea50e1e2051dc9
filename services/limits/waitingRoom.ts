/**
 * Resolves to true after `milliseconds`, or to false at once when those who wait under the same key have all the places
 * they may have.
 */
export type HoldBack = (key: string, milliseconds: number) => Promise<boolean>

/** Limited, because each held request occupies a few kilobytes and a connection. */
const mostHeld = 1_000

/** `placesOf` answers how many places one key may have while so many of all are free. */
export const waitingRoom = (
  pause: (milliseconds: number) => Promise<void>,
  placesOf: (free: number) => number,
): HoldBack => {
  const heldBy = new Map<string, number>()
  let held = 0
  const change = (key: string, by: 1 | -1): void => {
    const now = (heldBy.get(key) ?? 0) + by
    held += by
    if (now === 0) heldBy.delete(key)
    else heldBy.set(key, now)
  }
  return async (key, milliseconds) => {
    if (milliseconds <= 0) return true
    if ((heldBy.get(key) ?? 0) >= placesOf(mostHeld - held)) return false
    change(key, 1)
    await pause(milliseconds)
    change(key, -1)
    return true
  }
}
