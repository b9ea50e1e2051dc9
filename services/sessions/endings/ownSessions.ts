import { CodedError } from '#services/ports/errors.ts'
import type { Position, RequestContext } from '#events/envelope.ts'
import type { KnownSession, Session } from '#events/session/fold.ts'
import { actorOf, type SignedInCaller } from '#services/http/caller.ts'
import type { InvalidateSessions } from '#services/ports/endings.ts'
import type { LiveSessionIds } from '#services/ports/revocations.ts'
import { recordActivity } from '../commands/decider.ts'
import { instant, type Clock } from '#services/ambient/clock.ts'
import { type DescribeEnding, endingOf } from './endingOf.ts'
import type { RememberedSessions } from '../commands/sessionStreams.ts'
import type { SessionCommands } from '../commands/sessionCommands.ts'
import type { BindingOf } from '../commands/binding.ts'

export interface OwnOrigin {
  correlationId: string
  context: RequestContext
}
export interface Ended {
  ended: number
  position: Position
}

export interface Active {
  session: KnownSession
  /** Position of the last event of its stream that this process has read. */
  position: Position
}

export interface OwnSessionsNeeds {
  clock: Clock
  commands: Pick<SessionCommands, 'recordActivity' | 'revoke' | 'nameDevice'>
  sessions: RememberedSessions
  invalidate: InvalidateSessions
  liveSessionIds: LiveSessionIds
  describe: DescribeEnding
  bindingOf: BindingOf
}

const silent = { reason: null, message: null, ticket: null, operationId: null }
const by = (caller: SignedInCaller, { correlationId, context }: OwnOrigin) => ({
  tenantId: caller.tenantId,
  actor: actorOf(caller, 'own'),
  correlationId,
  context,
})

/** What a signed-in person can do with their own sessions. */
export const ownSessions = (needs: OwnSessionsNeeds) => {
  const { clock, commands, sessions, invalidate, liveSessionIds, describe, bindingOf } = needs

  const requireActive = async (caller: SignedInCaller, session: Session): Promise<KnownSession> => {
    if (session.status === 'absent') throw new CodedError('not-signed-in')
    const ending = endingOf(session, instant(clock))
    if (ending !== null) throw await describe(caller, ending)
    return session
  }

  /** @throws CodedError not-found for sessions of others, exactly as for sessions that never existed */
  const requireOwn = async (caller: SignedInCaller, sessionId: string): Promise<void> => {
    // A session's owner never changes, so the remembered state is enough.
    const { session } =
      sessions.recall(caller.tenantId, sessionId) ?? (await sessions.readOn(caller.tenantId, sessionId))
    if (session.status === 'absent' || session.userId !== caller.userId) throw new CodedError('not-found')
  }

  return {
    /** The caller's session, read to the end of its stream. */
    async current(caller: SignedInCaller): Promise<KnownSession> {
      return requireActive(caller, (await sessions.readOn(caller.tenantId, caller.sessionId)).session)
    },

    /**
     * Decides on the remembered session first. Nearly always nothing must be written, and then the store is not asked.
     */
    async recordActivity(caller: SignedInCaller, origin: OwnOrigin): Promise<Active> {
      const recalled = sessions.recall(caller.tenantId, caller.sessionId)
      const now = instant(clock)
      const { context } = origin
      const binding = await bindingOf(caller.tenantId)
      if (recalled !== undefined && recordActivity({ now, context, binding }, recalled.session).outcome === 'unchanged')
        return { session: await requireActive(caller, recalled.session), position: recalled.position }
      const { session, position } = await commands.recordActivity(caller.sessionId, by(caller, origin), { binding })
      return { session: await requireActive(caller, session), position }
    },

    /** Names the device of a live session. @throws CodedError not-found, wrong-state for one that has ended */
    async name(
      caller: SignedInCaller,
      { sessionId, name }: { sessionId: string; name: string | null },
      origin: OwnOrigin,
    ): Promise<Position> {
      await requireOwn(caller, sessionId)
      const { outcome, position } = await commands.nameDevice(sessionId, name, by(caller, origin))
      if (outcome === 'alreadyEnded') throw new CodedError('wrong-state', { detail: 'This session has ended.' })
      return position
    },

    /** @throws CodedError not-found for sessions of others, exactly as for sessions that never existed */
    async end(caller: SignedInCaller, sessionId: string, origin: OwnOrigin): Promise<Ended> {
      await requireOwn(caller, sessionId)
      const { outcome, position } = await commands.revoke(sessionId, { cause: 'user', ...silent }, by(caller, origin))
      return { ended: outcome === 'ended' ? 1 : 0, position }
    },

    /**
     * Ends all of the caller's sessions with one event, even those that no view shows yet; the current one only with
     * `includeCurrent`.
     */
    async endAll(caller: SignedInCaller, includeCurrent: boolean, origin: OwnOrigin): Promise<Ended> {
      const { tenantId, userId, sessionId } = caller
      const live = await liveSessionIds(tenantId, userId)
      const except = includeCurrent ? [] : [sessionId]
      const ending = live.filter((id) => !except.includes(id))
      const command = { userId, except, cause: 'user', ...silent } as const
      const { position } = await invalidate(command, by(caller, origin))
      return { ended: ending.length, position }
    },
  }
}
export type OwnSessions = ReturnType<typeof ownSessions>
