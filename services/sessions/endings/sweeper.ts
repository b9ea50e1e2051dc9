import { instant, type Ambient } from '#services/ambient/clock.ts'
import type { ExpiryCandidates } from '#services/ports/revocations.ts'
import type { SessionCommands } from '../commands/sessionCommands.ts'
import { workOff, type Background } from './workOff.ts'

const batch = 200
const restMs = 1_000

/**
 * The sweeper: it records expiries as events, earliest first. The view only suggests sessions: each one is decided on
 * its own stream, and one that was active again meanwhile is skipped. A session counts as expired by the clock, before
 * the sweeper records it.
 */
export const startSweeper = (
  commands: Pick<SessionCommands, 'expire'>,
  expiryCandidates: ExpiryCandidates,
  { clock, random }: Ambient,
  onError: (error: unknown) => void,
): Background =>
  workOff({
    async list(limit) {
      const { position, sessions } = await expiryCandidates(instant(clock), limit)
      return { position, items: sessions }
    },
    async settle({ tenantId, sessionId }: { tenantId: string; sessionId: string }) {
      const actor = { kind: 'system', id: 'expiry' } as const
      const origin = { tenantId, actor, correlationId: random.id(), context: null }
      return (await commands.expire(sessionId, origin)).position
    },
    idOf: ({ sessionId }) => sessionId,
    batch,
    restMs,
    onError,
  })
