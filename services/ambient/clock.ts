/** Only services/main.ts makes the real ones. Tests and the demo's history pass their own. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
}
export interface Randomness {
  /** A uuidv7 (RFC 9562) at the clock's time. */
  id(): string
  bytes(length: number): Buffer
}
export interface Ambient {
  clock: Clock
  random: Randomness
}

export const instant = (clock: Clock): string => new Date(clock.now()).toISOString()
