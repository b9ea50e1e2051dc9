import type { Clock } from './clock.ts'
import type { Grant, SignedOutNotice } from './grant.ts'
import type { ApiError } from './problem.ts'
import type { SessionState } from './sessionClient.ts'

/**
 * Who is signed in on this page. Everything that happens to a session has an order over all tabs, from the moment it began: what is older
 * than the last thing known changes nothing.
 */
export interface AccessHolder {
  state(): SessionState
  grant(): Grant | null
  /** Of the last thing that happened. */
  order(): number
  /** An order above all that are known here, and above `known`. */
  next(known?: number): number
  /** Answers whether it was newer than what is known. */
  adopt(grant: Grant, order: number): boolean
  leave(notice: SignedOutNotice | null, order: number): boolean
  /** The present grant with other times of its session. */
  amend(grant: Grant): void
  /** Takes note that the server did not answer. A person who is signed in stays so. */
  wonder(error: ApiError): void
}

/** Beyond it there would be no next one, and nobody could sign out any more. */
export const isOrder = (value: unknown): value is number => typeof value === 'number' && value < Number.MAX_SAFE_INTEGER

export const createAccessHolder = ({ now }: Clock, onChange: () => void): AccessHolder => {
  let state: SessionState = { kind: 'restoring' }
  let last = 0
  const become = (next: SessionState) => {
    state = next
    onChange()
  }
  const isNews = (order: number): boolean => {
    // Other tabs may be of another release, or of another application.
    if (!isOrder(order) || order <= last) return false
    last = order
    return true
  }
  return {
    state: () => state,
    grant: () => (state.kind === 'signedIn' ? state.grant : null),
    order: () => last,
    // By the machine's clock, which all its tabs share, so that a tab that knows nothing yet is not behind the others.
    next: (known = 0) => Math.max(now(), last + 1, known + 1),
    adopt(grant, order) {
      if (!isNews(order)) return false
      become({ kind: 'signedIn', grant })
      return true
    },
    leave(notice, order) {
      if (!isNews(order)) return false
      if (state.kind !== 'signedOut' || notice !== null) become({ kind: 'signedOut', notice })
      return true
    },
    amend: (grant) => become({ kind: 'signedIn', grant }),
    wonder(error) {
      if (state.kind !== 'signedIn') become({ kind: 'unreachable', error })
    },
  }
}
