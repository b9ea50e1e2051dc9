import { mostSessions } from './chooseSessions.ts'
import type { Started } from './operationState.ts'

/** What an operation says of the live sessions that one event ends, of which there may be more than it can list. */
export const listed = (
  sessionIds: readonly string[],
  live: number,
): Pick<Started['data'], 'sessionIds' | 'unlisted'> => {
  const first = sessionIds.slice(0, mostSessions)
  const unlisted = live - first.length
  return { sessionIds: first, ...(unlisted > 0 ? { unlisted } : {}) }
}

/** How many sessions were live when the operation ended all of them. */
export const endedBy = ({ sessionIds, unlisted = 0 }: Started['data']): number => sessionIds.length + unlisted
