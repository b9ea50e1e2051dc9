import type { RequestContext } from '#events/envelope.ts'
import type { Session, KnownSession } from '#events/session/fold.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { InvalidateSessions, References } from '#services/ports/identity.ts'
import type { LiveSessionIds } from '#services/ports/revocations.ts'
import type { SessionCommands } from '../commands/sessionCommands.ts'
import type { RememberedSessions } from '../commands/sessionStreams.ts'
import type { Ended } from '../endings/ownSessions.ts'
import type { CallingApplication } from './callingApplication.ts'

export interface SessionsOfApplicationNeeds {
  references: Pick<References, 'personOf'>
  commands: Pick<SessionCommands, 'recordActivity' | 'changeContext'>
  sessions: RememberedSessions
  invalidate: InvalidateSessions
  liveSessionIds: LiveSessionIds
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
/** Sessions of a batch that are worked on at once. */
const atOnce = 16

/** What an application may do with the sessions of its people. Sessions of other applications do not exist for it. */
export const sessionsOfApplication = (needs: SessionsOfApplicationNeeds) => {
  const { references, commands, sessions, invalidate, liveSessionIds } = needs

  /** A session's application never changes, so the remembered state is enough. */
  const find = async (tenantId: string, sessionId: string): Promise<Session> =>
    (sessions.recall(tenantId, sessionId) ?? (await sessions.readOn(tenantId, sessionId))).session

  const isOwn = async ({ tenantId, clientId }: CallingApplication, sessionId: string): Promise<boolean> => {
    const session = await find(tenantId, sessionId)
    return session.status !== 'absent' && session.clientId === clientId
  }

  const recordOne = async (
    { sessionId, at, context }: SeenActivity,
    by: ApplicationOrigin,
  ): Promise<ActivityOutcome> => {
    if (!(await isOwn(by, sessionId))) return { outcome: 'not-found' }
    const { outcome, session } = await commands.recordActivity(sessionId, { ...by, context }, at)
    if (session.status === 'absent' || outcome === 'gone') return { outcome: 'not-found' }
    return outcome === 'alreadyEnded' ? { outcome: 'ended' } : { outcome, session }
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
      if (!(await isOwn(by, sessionId))) throw new CodedError('not-found')
      const { outcome, session, position } = await commands.changeContext(sessionId, { ...by, context })
      if (session.status === 'absent' || outcome === 'gone') throw new CodedError('not-found')
      if (outcome === 'alreadyEnded') throw new CodedError('wrong-state', { detail: 'This session has ended.' })
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
      const own = await Promise.all(live.map((sessionId) => isOwn(by, sessionId)))
      const command = { userId, clientId, except: [], cause: 'user', ...silent } as const
      const { position } = await invalidate(command, { tenantId, actor, correlationId, context: null })
      return { ended: own.filter(Boolean).length, position }
    },
  }
}
export type SessionsOfApplication = ReturnType<typeof sessionsOfApplication>
