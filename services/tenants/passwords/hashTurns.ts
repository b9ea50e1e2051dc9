import { type FairTurns, fairTurns } from '#services/turns/fairTurns.ts'

/** Milliseconds. A person who would wait longer is refused, because they would have left before the answer came. */
const patience = 3_000

export interface HashTurns extends FairTurns {
  /**
   * Turns at comparing with hashes that other systems made, one at a time: such a hash may take a second where ours takes 11 ms, and
   * turns are fair by their number. Among ours, one tenant's imported people would keep everybody else waiting.
   */
  imported: FairTurns
}

export interface HashTurnsNeeds {
  /** Milliseconds, monotonic. */
  now: () => number
  /** Most hashes at once: the number of cores. */
  width: number
  patienceMs?: number
}

/**
 * Shares the hashing of passwords: at most one hash per core at once, fair between tenants, known people first. With
 * two or more cores, strangers' hashes always leave one core free for known people and other work.
 */
export const hashTurns = ({ now, width, patienceMs = patience }: HashTurnsNeeds): HashTurns => {
  const shared = {
    now,
    patienceMs,
    refusal: 'Too many people are signing in at this moment. Try again in a few seconds.',
  }
  const own = fairTurns({ ...shared, width, widthOfOthers: Math.max(1, width - 1) })
  const imported = fairTurns({ ...shared, width: 1 })
  return { ...own, imported, waiting: () => own.waiting() + imported.waiting() }
}

/** Sign-ins to tenants that do not exist all wait as this one, so that made-up names win nobody more turns. */
export const madeUpTenants = 'made up'
