/** What only services/main.ts may make real: time, ids, randomness. Tests and the demo's history bring their own. */
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
