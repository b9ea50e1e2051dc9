import type { UndrainedSession, UndrainedSessions } from '#services/ports/revocations.ts'
import type { SessionCommands } from '../commands/sessionCommands.ts'
import { workOff, type Background } from './workOff.ts'

const batch = 200
/** Only a safety net, because each user-wide or tenant-wide ending wakes the drain. */
const restMs = 5_000

/**
 * The drain: after a user-wide or tenant-wide ending it records the ending, with its cause and message, in each
 * session's own stream. A repetition changes nothing, so any process may do it again, also after a crash in the middle.
 */
export const startDrain = (
  commands: Pick<SessionCommands, 'revoke'>,
  undrainedSessions: UndrainedSessions,
  onError: (error: unknown) => void,
): Background =>
  workOff<UndrainedSession>({
    async list(limit) {
      const { position, sessions } = await undrainedSessions(limit)
      return { position, items: sessions }
    },
    async settle({ tenantId, sessionId, actor, correlationId, causationId, ...ending }) {
      const origin = { tenantId, actor, correlationId, causationId, context: null }
      return (await commands.revoke(sessionId, ending, origin)).position
    },
    idOf: ({ sessionId }) => sessionId,
    batch,
    restMs,
    onError,
  })
