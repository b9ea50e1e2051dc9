import { createHash } from 'node:crypto'
import type { Ambient } from '#services/ambient/clock.ts'
import { uuidv7 } from '#services/ambient/uuid.ts'

export interface TestAmbient extends Ambient {
  /** Moves the clock. */
  pass(milliseconds: number): void
}

/** A clock that stands until it is moved, and randomness that is the same in every run of one seed. */
export const testAmbient = (seed = 'seed', startsAt = '2026-11-20T09:00:00.000Z'): TestAmbient => {
  let now = Date.parse(startsAt)
  let drawn = 0
  const bytes = (length: number): Buffer => {
    const block = createHash('shake256', { outputLength: length })
    return block.update(`${seed} ${(drawn += 1)}`).digest()
  }
  const clock = { now: () => now }
  return {
    clock,
    random: { bytes, id: () => uuidv7(clock, bytes) },
    pass: (milliseconds) => void (now += milliseconds),
  }
}
