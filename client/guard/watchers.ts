import { badToken } from './admission/refusals.ts'
import type { Caller, Refusal } from './admission/verdict.ts'
import type { News } from './feed/knowledge.ts'

interface Watched {
  caller: Caller
  onOver: (refusal: Refusal) => void
}

/** What outlives a request and waits for its session to end. */
export interface Watchers {
  add: (watched: Watched) => () => void
  tell: (news: News) => void
  /** Called once a second. `now`: seconds since the epoch. */
  expire: (now: number) => void
}

/** `judge`: why a caller may not go on. Null: they may. */
export const watchers = (judge: (caller: Caller) => Refusal | null): Watchers => {
  const bySession = new Map<string, Set<Watched>>()
  const remove = (watched: Watched): void => {
    const { sessionId } = watched.caller
    const some = bySession.get(sessionId)
    some?.delete(watched)
    if (some?.size === 0) bySession.delete(sessionId)
  }
  const end = (watched: Watched, refusal: Refusal): void => {
    remove(watched)
    // What a listener throws is its own, and must not cut the stream.
    queueMicrotask(() => watched.onOver(refusal))
  }
  const look = (watched: Watched): void => {
    const refusal = judge(watched.caller)
    if (refusal !== null) end(watched, refusal)
  }
  return {
    add(watched) {
      const { sessionId } = watched.caller
      bySession.set(sessionId, (bySession.get(sessionId) ?? new Set()).add(watched))
      // The end may have come since the caller was let in.
      look(watched)
      return () => remove(watched)
    },
    tell({ sessionId }) {
      const meant = sessionId === null ? [...bySession.values()] : [bySession.get(sessionId) ?? []]
      for (const some of meant) for (const watched of some) look(watched)
    },
    expire(now) {
      for (const some of bySession.values())
        for (const watched of some) if (watched.caller.expiresAt <= now) end(watched, badToken('expired'))
    },
  }
}
