import { isActive, type SessionDraft } from './sessionDraft.ts'
import type { SessionDrafts } from './projectSessions.ts'

/** A session as it was loaded (undefined: it had not begun) and as it is now. */
export interface SessionMove {
  before: SessionDraft | undefined
  after: SessionDraft
}

/** A session that was loaded and leaves the list. */
export interface SessionLeaving {
  before: SessionDraft
  after: undefined
}

/** Sessions while events are folded. It knows the active sessions of each user and tenant. */
export interface DraftSet extends SessionDrafts {
  put: (draft: SessionDraft) => void
  moves: () => SessionMove[]
  /** Takes out the sessions of which this holds as they are now; answers those of them that were loaded. */
  takeLeaving: (leaves: (draft: SessionDraft) => boolean) => SessionLeaving[]
  /** How many were put and not taken. */
  size: () => number
  /** Takes out the ended sessions, which only stragglers can still change. */
  takeEnded: () => SessionMove[]
}

const isSettled = (draft: SessionDraft): boolean => !isActive(draft) && draft.undrained === null

/** Keys of active sessions, by the id of a user or a tenant. */
const activeIndex = () => {
  const keys = new Map<string, Set<string>>()
  const noteIn = (group: string, key: string, isIn: boolean): void => {
    const members = keys.get(group)
    if (isIn && members === undefined) keys.set(group, new Set([key]))
    else if (isIn) members!.add(key)
    else if (members?.delete(key) === true && members.size === 0) keys.delete(group)
  }
  return {
    note(draft: SessionDraft): void {
      noteIn(draft.tenantId, draft.key, isActive(draft))
      noteIn(draft.known.userId, draft.key, isActive(draft))
    },
    of: (group: string): readonly string[] => [...(keys.get(group) ?? [])],
  }
}

export const draftSet = (loaded: readonly SessionDraft[]): DraftSet => {
  const before = new Map(loaded.map((draft) => [draft.key, draft]))
  const changed = new Map<string, SessionDraft>()
  const settled = new Set<string>()
  const active = activeIndex()
  before.forEach(active.note)
  const get = (key: string): SessionDraft | undefined => changed.get(key) ?? before.get(key)
  const moveOf = (key: string): SessionMove => ({ before: before.get(key), after: changed.get(key)! })
  return {
    get,
    activeOf: (tenantId, userId) =>
      active
        .of(userId ?? tenantId)
        .map((key) => get(key)!)
        .filter((draft) => draft.tenantId === tenantId),
    put(draft) {
      const { key } = draft
      const was = get(key)
      changed.set(key, draft)
      if (was === undefined || isActive(was) !== isActive(draft)) active.note(draft)
      if (isSettled(draft)) settled.add(key)
    },
    moves: () => [...changed.keys()].map(moveOf),
    takeLeaving(leaves) {
      for (const [key, draft] of changed) if (!before.has(key) && leaves(draft)) changed.delete(key)
      const leaving = [...before.values()].filter(({ key }) => leaves(get(key)!))
      for (const { key } of leaving) changed.delete(key)
      return leaving.map((draft) => ({ before: draft, after: undefined }))
    },
    size: () => changed.size,
    takeEnded() {
      const moves = [...settled].map(moveOf)
      for (const key of settled) changed.delete(key)
      settled.clear()
      return moves
    },
  }
}
