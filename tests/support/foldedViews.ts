import type { RollcallEvent } from '#events/catalogue.ts'
import type { Position, Recorded } from '#events/envelope.ts'
import type { SessionEvent } from '#events/session/events.ts'
import { absentSession, evolveSession, type KnownSession, type Session } from '#events/session/fold.ts'
import { nextExpiry } from '#events/session/lifetime.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import type { IsBeyondCap } from '#services/ports/tenantViews.ts'
import type {
  EndedSet,
  ExpiryCandidates,
  GenerationCount,
  LiveSessionIds,
  UndrainedSession,
  UndrainedSessions,
} from '#services/ports/revocations.ts'

interface Listed {
  tenantId: string
  session: KnownSession
  startedPosition: Position
}
type Event = Recorded<RollcallEvent>

const isSessionEvent = (event: Event): event is Recorded<SessionEvent> & Event => event.stream.startsWith('session-')

const listSessions = (events: readonly Event[]): Listed[] => {
  const streams = new Map<string, { tenantId: string; session: Session; startedPosition: Position }>()
  for (const event of events.filter(isSessionEvent)) {
    const { tenantId, stream, position } = event
    const known = streams.get(stream) ?? { tenantId, session: absentSession, startedPosition: position }
    streams.set(stream, { ...known, session: evolveSession(known.session, event) })
  }
  return [...streams.values()].filter((listed): listed is Listed => listed.session.status !== 'absent')
}

const endingBy = (event: Event): (Omit<UndrainedSession, 'tenantId' | 'sessionId'> & { except: string[] }) | null => {
  const { actor, correlationId, id: causationId } = event
  const traced = { actor, correlationId, causationId }
  const silent = { reason: null, message: null, ticket: null, operationId: null }
  if (event.type === 'SessionsInvalidated') {
    const { cause, reason, message, ticket, operationId, except } = event.data
    return { cause, reason, message, ticket, operationId, except, ...traced }
  }
  if (event.type === 'UserDisabled') {
    const { reason, message, ticket, operationId = null } = event.data
    return { cause: 'disabled', reason, message, ticket, operationId, except: [], ...traced }
  }
  if (event.type === 'CredentialChanged')
    return { ...silent, cause: 'credential', except: event.data.except, ...traced }
  return null
}

/** What the views answer, folded anew from the whole log at each question: slow, and right by construction. */
export const foldedViews = (store: Pick<EventStore, 'readAll'>) => {
  const read = async () => {
    const events = await store.readAll({ after: 0, limit: 1_000_000 })
    return { events, position: events.at(-1)?.position ?? 0, sessions: listSessions(events) }
  }
  const load: EndedSet['load'] = async () => {
    const { events, position, sessions } = await read()
    const ended = sessions.flatMap(({ session: { sessionId, cause, endedAt: at } }) => {
      const endedAt = Date.parse(at ?? '')
      return at === null ? [] : [{ sessionId, cause: cause ?? '', endedAt, keepUntil: endedAt + 86_460_000 }]
    })
    const counts = new Map<string, GenerationCount>()
    for (const event of events) {
      if (endingBy(event) === null && event.type !== 'MemberRoleChanged') continue
      const userId = 'userId' in event.data ? event.data.userId : null
      const key = userId ?? event.tenantId
      const { tenantId } = event
      counts.set(key, { tenantId, userId, count: (counts.get(key)?.count ?? 0) + 1, longestAccessSeconds: 0 })
    }
    return { position, ended, generations: [...counts.values()] }
  }
  const undrainedSessions: UndrainedSessions = async (limit) => {
    const { events, position, sessions } = await read()
    const undrained = sessions
      .filter(({ session }) => session.status === 'active')
      .flatMap(({ tenantId, session, startedPosition }): UndrainedSession[] => {
        for (const event of events) {
          const ending = endingBy(event)
          const isOf = 'userId' in event.data && (event.data.userId === null || event.data.userId === session.userId)
          if (ending === null || !isOf || event.tenantId !== tenantId || event.position < startedPosition) continue
          const { except, ...because } = ending
          if (!except.includes(session.sessionId)) return [{ tenantId, sessionId: session.sessionId, ...because }]
        }
        return []
      })
    return { position, sessions: undrained.slice(0, limit) }
  }
  const expiryCandidates: ExpiryCandidates = async (now, limit) => {
    const { position, sessions } = await read()
    const lapsed = sessions.filter(({ session }) => session.status === 'active' && nextExpiry(session) <= now)
    const named = lapsed.map(({ tenantId, session: { sessionId } }) => ({ tenantId, sessionId }))
    return { position, sessions: named.slice(0, limit) }
  }
  const liveSessionIds: LiveSessionIds = async (tenantId, userId) =>
    (await read()).sessions
      .filter((listed) => listed.tenantId === tenantId && listed.session.userId === userId)
      .filter(({ session }) => session.status === 'active')
      .map(({ session }) => session.sessionId)
  const isBeyondCap: IsBeyondCap = async (tenantId, { sessionId }, cap) => {
    const live = (await read()).sessions.filter((one) => one.tenantId === tenantId && one.session.status === 'active')
    const own = live.find(({ session }) => session.sessionId === sessionId)
    return (
      live.filter(({ startedPosition }) => own !== undefined && startedPosition < own.startedPosition).length >= cap
    )
  }
  /** Always as far as the log: nothing has to be kept along. */
  const endedSet: EndedSet = { load, keep: async () => undefined }
  return { endedSet, undrainedSessions, expiryCandidates, liveSessionIds, isBeyondCap }
}
