import type { GuardClock } from '../guard.ts'

/**
 * What time it is at Rollcall: the moment that it told last, and what has passed since. Tokens are judged by it, because the ends of sessions
 * are forgotten by it, and a machine whose clock is an hour slow would let in tokens whose end nobody remembers.
 */
export interface RollcallTime {
  /** Milliseconds since the epoch. */
  now: () => number
  /** `at`: milliseconds since the epoch, at Rollcall. */
  hear: (at: number) => void
  /** Milliseconds since it was told last. */
  elapsed: () => number
  offset: () => number | null
}

export const rollcallTime = (clock: GuardClock): RollcallTime => {
  let told: { at: number; here: number; monotonic: number } | null = null
  // A monotonic clock stands still while the machine sleeps; the other one can be set back.
  const since = ({ here, monotonic }: { here: number; monotonic: number }): number =>
    Math.max(clock.now() - here, clock.monotonic() - monotonic)
  return {
    now: () => (told === null ? clock.now() : told.at + since(told)),
    hear: (at) => void (told = { at, here: clock.now(), monotonic: clock.monotonic() }),
    elapsed: () => (told === null ? Number.POSITIVE_INFINITY : since(told)),
    offset: () => (told === null ? null : told.at - told.here),
  }
}
