import type { GatheredCounters } from './gatheredCounters.ts'
import { limitDigest } from './limitKeys.ts'

/** Codes that may be tried in one sign-in. */
const most = 5
/** Longer than any challenge is good. */
const windowMs = 20 * 60_000

/**
 * Counts the tries of one sign-in that waits for a second factor, over all processes. Answers how many are left; less than 0: this
 * one was one too many.
 * @throws where the database does not answer: nobody's tries are guessed
 */
export const challengeTries = (masterKey: Buffer, { add }: Pick<GatheredCounters, 'add'>) => {
  const digest = limitDigest(masterKey)
  return async (challengeId: string): Promise<number> =>
    most - (await add(`challenge:${digest('challenge', challengeId)}`, 1, windowMs)).points
}
