import type { Position } from '#events/envelope.ts'
import type { KnownSession } from '#events/session/fold.ts'
import type { ReadMoves } from './moveHistory.ts'
import { endingAmong, type Ending } from './moves.ts'
import type { Moves, RevocationIndex } from './revocationIndex.ts'

export interface FindingWideEndings {
  index: Pick<RevocationIndex, 'tenantMoves' | 'userMoves'>
  readMoves: ReadMoves
  /** True if the index has all that the answer depends on. Otherwise the streams are read. */
  isCurrent: () => boolean
}

/**
 * The ending of a whole tenant, person or application that ended the session, which the session's own stream may not say yet. Null:
 * none did.
 */
export type WideEndingOf = (
  tenantId: string,
  standing: { session: KnownSession; startedPosition: Position },
) => Promise<Ending | null>

/** True if every move after the session's start is in memory. */
const covers = ({ count, recent, since }: Moves, startedPosition: Position): boolean =>
  since <= startedPosition || count === recent.length

export const wideEnding =
  ({ index, readMoves, isCurrent }: FindingWideEndings): WideEndingOf =>
  async (tenantId, { session, startedPosition }) => {
    const { sessionId, userId, clientId } = session
    const tenant = index.tenantMoves(tenantId)
    const user = index.userMoves(userId)
    const inMemory = isCurrent() && covers(tenant, startedPosition) && covers(user, startedPosition)
    const moves = inMemory ? { tenant: tenant.recent, user: user.recent } : await readMoves(tenantId, userId)
    return endingAmong([...moves.tenant, ...moves.user], { sessionId, clientId, startedPosition })
  }
