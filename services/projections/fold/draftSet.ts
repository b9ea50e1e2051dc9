import { rowKey } from '../tables/viewTable.ts'
import { isActive, type SessionDraft } from './sessionDraft.ts'
import type { SessionDrafts } from './sessionList.ts'

/** A session as it was loaded (undefined: not yet begun) and as it is now. */
export interface SessionMove {
  before: SessionDraft | undefined
  after: SessionDraft
}

/** Sessions while events are folded. Knows the active ones of each user and tenant. */
export interface DraftSet extends SessionDrafts {
  put: (draft: SessionDraft) => void
  moves: () => SessionMove[]
  /** Takes sessions out that nothing but stragglers will touch again; they are remembered by key only. */
  takeEnded: () => SessionMove[]
  wasTaken: (key: string) => boolean
}

const isSettled = (draft: SessionDraft): boolean => !isActive(draft) && draft.undrained === null

/** Keys of active sessions by user and by tenant. */
const activeIndex = () => {
  const keys = new Map<string, Set<string>>()
  const groupsOf = (draft: SessionDraft) => [draft.tenantId, rowKey(draft.tenantId, draft.known.userId)]
  return {
    note(draft: SessionDraft, key: string): void {
      for (const group of groupsOf(draft)) {
        const members = keys.get(group) ?? new Set()
        if (isActive(draft)) keys.set(group, members.add(key))
        else if (members.delete(key) && members.size === 0) keys.delete(group)
      }
    },
    of: (tenantId: string, userId: string | null): readonly string[] => [
      ...(keys.get(userId === null ? tenantId : rowKey(tenantId, userId)) ?? []),
    ],
  }
}

export const draftSet = (loaded: readonly SessionDraft[]): DraftSet => {
  const before = new Map(loaded.map((draft) => [draft.key, draft]))
  const changed = new Map<string, SessionDraft>()
  const settled = new Set<string>()
  const taken = new Set<string>()
  const active = activeIndex()
  before.forEach((draft, key) => active.note(draft, key))
  const get = (key: string): SessionDraft | undefined => changed.get(key) ?? before.get(key)
  const moveOf = (key: string): SessionMove => ({ before: before.get(key), after: changed.get(key)! })
  return {
    get,
    activeOf: (tenantId, userId) => active.of(tenantId, userId).map((key) => get(key)!),
    put(draft) {
      const { key } = draft
      const was = get(key)
      changed.set(key, draft)
      if (was === undefined || isActive(was) !== isActive(draft)) active.note(draft, key)
      if (isSettled(draft)) settled.add(key)
    },
    moves: () => [...changed.keys()].map(moveOf),
    takeEnded() {
      const moves = [...settled].map(moveOf)
      for (const key of settled) {
        taken.add(key)
        changed.delete(key)
      }
      settled.clear()
      return moves
    },
    wasTaken: (key) => taken.has(key),
  }
}
