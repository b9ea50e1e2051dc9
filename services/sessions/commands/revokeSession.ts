import type { RevokeSession } from '#services/ports/identity.ts'
import type { SessionCommands } from './sessionCommands.ts'

/** Ends one session by decision. It may have ended by itself, or by the clock; then nothing is added but that. */
export const revokeOneSession =
  (commands: Pick<SessionCommands, 'revoke'>): RevokeSession =>
  async ({ sessionId, ...command }, metadata) => {
    const { outcome, position, session, at, endedByOperation } = await commands.revoke(sessionId, command, metadata)
    return { outcome, position, revision: session.revision, at, session, endedByOperation }
  }
