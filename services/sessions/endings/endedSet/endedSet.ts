import type { EndedSet } from '#services/ports/revocations.ts'
import { bringUpToHead, type EndedSetNeeds, keepEndedSet, soundProgress } from './keepEndedSet.ts'
import { loadEndedSet } from './loadEndedSet.ts'

/**
 * The stored set of ended sessions, which a starting process loads. Only the store feeds it, so that no fault of a view
 * or a broker can end or revive a session.
 */
export const endedSet = (needs: EndedSetNeeds): EndedSet => ({
  async load() {
    await soundProgress(needs)
    await bringUpToHead(needs)
    return loadEndedSet(needs.writer)
  },
  keep: (signal) => keepEndedSet(needs, signal),
})
