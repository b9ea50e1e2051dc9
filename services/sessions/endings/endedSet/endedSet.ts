import type { EndedSet } from '#services/ports/revocations.ts'
import { type EndedSetNeeds, keepEndedSet, soundProgress } from './keepEndedSet.ts'
import { loadEndedSet } from './loadEndedSet.ts'

/**
 * Who is ended, for processes that start: fed by the store alone. Neither a view nor a broker can end a session here, or revive one.
 */
export const endedSet = (needs: EndedSetNeeds): EndedSet => ({
  async load() {
    await soundProgress(needs)
    return loadEndedSet(needs.writer)
  },
  keep: (signal) => keepEndedSet(needs, signal),
})
