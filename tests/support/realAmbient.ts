import { randomBytes } from 'node:crypto'
import type { Ambient } from '#services/ambient/clock.ts'
import { pooledBytes } from '#services/ambient/pooledBytes.ts'
import { uuidv7 } from '#services/ambient/uuid.ts'

const clock = { now: () => Date.now() }
const bytes = pooledBytes(randomBytes)

/** Time and randomness as services/main.ts makes them. */
export const realAmbient: Ambient = { clock, random: { bytes, id: () => uuidv7(clock, bytes) } }
