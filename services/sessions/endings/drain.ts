import type { UndrainedSession, UndrainedSessions } from '#services/ports/revocations.ts'
import type { SessionCommands } from '../commands/sessionCommands.ts'
import { workOff, type Background } from './workOff.ts'

const batch = 200
/** A safety net: what ends sessions widely wakes the drain. */
const restMs = 5_000

/**
 * After an ending of a user or a tenant each session's own stream comes to say so too, with the ending's cause and words.
 * Repeating it changes nothing, so it does not matter who does it, how often, or who died in the middle.
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
