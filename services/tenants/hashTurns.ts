import { type FairTurns, fairTurns } from '#services/turns/fairTurns.ts'

/** Beyond it an honest refusal is better than an answer that comes when the person has left. */
const patience = 3_000

export interface HashTurnsNeeds {
  /** Milliseconds, monotonic. */
  now: () => number
  /** Hashes at once: the number of cores. */
  width: number
  patienceMs?: number
}

/**
 * Turns at hashing passwords: no more at once than there are cores, fair between tenants, known people first. Strangers leave
 * one core, where there are two, to those who are known and to everything else.
 */
export const hashTurns = ({ now, width, patienceMs = patience }: HashTurnsNeeds): FairTurns =>
  fairTurns({
    now,
    width,
    widthOfOthers: Math.max(1, width - 1),
    patienceMs,
    refusal: 'Too many people are signing in at this moment. Try again in a few seconds.',
  })

/** Tenants that nobody registered wait in one line, however many are made up. */
export const madeUpTenants = 'made up'
