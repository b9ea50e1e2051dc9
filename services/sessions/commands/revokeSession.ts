import type { RevokeSession } from '#services/ports/endings.ts'
import type { SessionCommands } from './sessionCommands.ts'

/**
 * Ends one session by decision. If it has ended already, nothing is appended, except an expiry that is not yet
 * recorded.
 */
export const revokeOneSession =
  (commands: Pick<SessionCommands, 'revoke'>): RevokeSession =>
  async ({ sessionId, ...command }, metadata) => {
    const { outcome, position, session, at, endedByOperation } = await commands.revoke(sessionId, command, metadata)
    return { outcome, position, revision: session.revision, at, session, endedByOperation }
  }
