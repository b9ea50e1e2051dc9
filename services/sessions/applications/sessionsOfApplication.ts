import type { RequestContext } from '#events/envelope.ts'
import type { KnownSession } from '#events/session/fold.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { InvalidateSessions } from '#services/ports/endings.ts'
import type { References } from '#services/ports/identity.ts'
import type { LiveSessionIds } from '#services/ports/revocations.ts'
import type { BindingOf } from '../commands/binding.ts'
import type { SessionCommands } from '../commands/sessionCommands.ts'
import type { ReadSession, RememberedSessions } from '../commands/sessionStreams.ts'
import type { Ended } from '../endings/ownSessions.ts'
import type { WideEndingOf } from '../endings/wideEnding.ts'
import type { CallingApplication } from './callingApplication.ts'

export interface SessionsOfApplicationNeeds {
  references: Pick<References, 'personOf'>
  commands: Pick<SessionCommands, 'recordActivity' | 'changeContext'>
  sessions: RememberedSessions
  wideEndingOf: WideEndingOf
  invalidate: InvalidateSessions
  liveSessionIds: LiveSessionIds
  bindingOf: BindingOf
}

export interface ApplicationOrigin extends CallingApplication {
  correlationId: string
}

export interface SeenActivity {
  sessionId: string
  /** ISO 8601, not after now. */
  at: string
  /** Null: the application does not say. */
  context: RequestContext | null
}

export type ActivityOutcome =
  { outcome: 'recorded' | 'unchanged'; session: KnownSession } | { outcome: 'ended' | 'not-found' }

const silent = { reason: null, message: null, ticket: null, operationId: null }
const ended = () => new CodedError('wrong-state', { detail: 'This session has ended.' })
/** Sessions of a batch that are worked on at once. */
const atOnce = 16

/** What an application may do with the sessions of its people. Sessions of other applications do not exist for it. */
export const sessionsOfApplication = (needs: SessionsOfApplicationNeeds) => {
  const { references, commands, sessions, wideEndingOf, invalidate, liveSessionIds, bindingOf } = needs

  /** Null: the session is none of the application's. That never changes, so the remembered state is enough. */
  const find = async ({ tenantId, clientId }: CallingApplication, sessionId: string) => {
    const { session, startedPosition }: ReadSession =
      sessions.recall(tenantId, sessionId) ?? (await sessions.readOn(tenantId, sessionId))
    return session.status === 'absent' || session.clientId !== clientId ? null : { session, startedPosition }
  }

  const recordOne = async (
    { sessionId, at, context }: SeenActivity,
    by: ApplicationOrigin,
  ): Promise<ActivityOutcome> => {
    const own = await find(by, sessionId)
    if (own === null) return { outcome: 'not-found' }
    if ((await wideEndingOf(by.tenantId, own)) !== null) return { outcome: 'ended' }
    const binding = await bindingOf(by.tenantId)
    const { outcome, session } = await commands.recordActivity(sessionId, { ...by, context }, { activeAt: at, binding })
    if (session.status === 'absent' || outcome === 'gone') return { outcome: 'not-found' }
    return outcome === 'alreadyEnded' || session.status !== 'active' ? { outcome: 'ended' } : { outcome, session }
  }

  /** Lines of one session one after the other: side by side they would make each other decide anew. */
  const recordLines = async (
    lines: readonly [line: number, seen: SeenActivity][],
    by: ApplicationOrigin,
    outcomes: ActivityOutcome[],
  ): Promise<void> => {
    for (const [line, seen] of lines) outcomes[line] = await recordOne(seen, by)
  }

  return {
    /** Answers an outcome for each line. Repeating a batch does no harm. @throws CodedError busy, store-unavailable */
    async recordActivities(batch: readonly SeenActivity[], by: ApplicationOrigin): Promise<ActivityOutcome[]> {
      const outcomes: ActivityOutcome[] = []
      const bySession = Map.groupBy(batch.entries(), ([, { sessionId }]) => sessionId)
      const groups = [...bySession.values()]
      for (let from = 0; from < groups.length; from += atOnce)
        await Promise.all(groups.slice(from, from + atOnce).map((lines) => recordLines(lines, by, outcomes)))
      return outcomes
    },

    /** @throws CodedError not-found, wrong-state for a session that has ended */
    async changeContext(sessionId: string, context: RequestContext, by: ApplicationOrigin) {
      const own = await find(by, sessionId)
      if (own === null) throw new CodedError('not-found')
      if ((await wideEndingOf(by.tenantId, own)) !== null) throw ended()
      const binding = await bindingOf(by.tenantId)
      const { outcome, session, position } = await commands.changeContext(sessionId, { ...by, context }, binding)
      if (session.status === 'absent' || outcome === 'gone') throw new CodedError('not-found')
      if (outcome === 'alreadyEnded' || session.status !== 'active') throw ended()
      return { session, position }
    },

    /**
     * Ends all sessions of a person in the application with one event, even those that no view shows yet.
     * @throws CodedError person-unknown
     */
    async endAll(userRef: string, by: ApplicationOrigin): Promise<Ended> {
      const { tenantId, clientId, actor, correlationId } = by
      const person = await references.personOf({ tenantId, clientId, userRef })
      if (person === null) throw new CodedError('person-unknown', { detail: 'This userRef stands for nobody yet.' })
      const { userId } = person
      const live = await liveSessionIds(tenantId, userId)
      const found = await Promise.all(live.map((sessionId) => find(by, sessionId)))
      const command = { userId, clientId, except: [], cause: 'user', ...silent } as const
      const { position } = await invalidate(command, { tenantId, actor, correlationId, context: null })
      return { ended: found.filter((own) => own !== null).length, position }
    },
  }
}
export type SessionsOfApplication = ReturnType<typeof sessionsOfApplication>
