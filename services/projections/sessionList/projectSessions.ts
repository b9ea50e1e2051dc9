import { absentSession, evolveSession } from '#events/session/fold.ts'
import type { RevocationCause } from '#events/session/events.ts'
import { sessionStream } from '#events/streams.ts'
import { rowKey } from '../tables/viewTable.ts'
import { withAnomaly } from '../fold/raisedAnomalies.ts'
import type { Ending, Invalidation, SessionDraft } from './sessionDraft.ts'
import type { ViewEvent, ViewEventOf } from '../fold/viewEvent.ts'

/** The sessions that events are folded into, by the names of their streams. */
export interface SessionDrafts {
  get: (key: string) => SessionDraft | undefined
  /** Active sessions of a user; of the whole tenant with `userId` null. */
  activeOf: (tenantId: string, userId: string | null) => readonly SessionDraft[]
}

type OwnEvent = ViewEventOf<
  | 'SessionStarted'
  | 'SessionRefreshed'
  | 'SessionActivityRecorded'
  | 'SessionContextChanged'
  | 'RefreshTokenReused'
  | 'SessionLoggedOut'
  | 'SessionRevoked'
  | 'SessionExpired'
>

const isEnding = (event: OwnEvent): event is OwnEvent & Ending =>
  event.type === 'SessionLoggedOut' || event.type === 'SessionRevoked' || event.type === 'SessionExpired'

const freshDraft = (event: OwnEvent): Omit<SessionDraft, 'known'> => ({
  key: event.stream,
  tenantId: event.tenantId,
  position: event.position,
  anomalies: [],
  undrained: null,
  began: event.type === 'SessionStarted' ? event : null,
  seen: null,
  ended: null,
})

/** An event of the session's own stream. The first end stands; a later one only tells that the session is drained. */
const step = (event: OwnEvent, before: SessionDraft | undefined): SessionDraft | undefined => {
  const session = before?.known ?? absentSession
  const known = evolveSession(session, event)
  if (known === session || known.status === 'absent') return undefined
  const draft = before ?? freshDraft(event)
  const ends = isEnding(event)
  return {
    ...draft,
    known,
    seen: before !== undefined && known.last !== before.known.last ? event : draft.seen,
    ended: ends && session.status === 'active' ? event : draft.ended,
    undrained: ends ? null : draft.undrained,
  }
}

const causeOf = (event: Invalidation): RevocationCause => {
  switch (event.type) {
    case 'SessionsInvalidated':
      return event.data.cause
    case 'UserDisabled':
      return 'disabled'
    case 'CredentialChanged':
      return 'credential'
  }
}

/** Ended from this event on, although its own stream says so only after the drain. */
const endedFromOutside = (draft: SessionDraft, event: Invalidation): SessionDraft => ({
  ...draft,
  known: {
    ...draft.known,
    status: 'revoked',
    endedAt: event.at,
    cause: causeOf(event),
    endedBy: { kind: event.actor.kind, id: event.actor.id },
  },
  ended: event,
  undrained: event.position,
})

const invalidated = (event: Invalidation, drafts: SessionDrafts): SessionDraft[] => {
  const spared = event.type === 'UserDisabled' ? [] : event.data.except
  return drafts
    .activeOf(event.tenantId, event.data.userId)
    .filter(({ position, known }) => position < event.position && !spared.includes(known.sessionId))
    .map((draft) => endedFromOutside(draft, event))
}

const flagged = (event: ViewEventOf<'AnomalyRaised'>, drafts: SessionDrafts): SessionDraft[] => {
  const { anomalyId: id, rule, severity, sessionIds } = event.data
  return sessionIds.flatMap((sessionId) => {
    const found = drafts.get(sessionStream(event.tenantId, sessionId))
    // One raised before its session began names none, however often it is read.
    const draft = found !== undefined && found.position < event.position ? found : undefined
    const anomalies = draft === undefined ? [] : withAnomaly(draft.anomalies, { id, rule, severity })
    return draft === undefined || anomalies === draft.anomalies ? [] : [{ ...draft, anomalies }]
  })
}

/** Sessions as they are after the event; [] when it changes none. Pure. */
export const projectSessions = (event: ViewEvent, drafts: SessionDrafts): readonly SessionDraft[] => {
  switch (event.type) {
    case 'SessionStarted':
    case 'SessionRefreshed':
    case 'SessionActivityRecorded':
    case 'SessionContextChanged':
    case 'RefreshTokenReused':
    case 'SessionLoggedOut':
    case 'SessionRevoked':
    case 'SessionExpired': {
      const draft = step(event, drafts.get(event.stream))
      return draft === undefined ? [] : [draft]
    }
    case 'SessionsInvalidated':
    case 'UserDisabled':
    case 'CredentialChanged':
      return invalidated(event, drafts)
    case 'AnomalyRaised':
      return flagged(event, drafts)
    default:
      return []
  }
}

/** Keys of the rows of sessions that the event names and may change. */
export const touchedSessions = (event: ViewEvent): readonly string[] => {
  switch (event.type) {
    case 'SessionStarted':
    case 'SessionRefreshed':
    case 'SessionActivityRecorded':
    case 'SessionContextChanged':
    case 'RefreshTokenReused':
    case 'SessionLoggedOut':
    case 'SessionRevoked':
    case 'SessionExpired':
      return [rowKey(event.tenantId, event.data.sessionId)]
    case 'AnomalyRaised':
      return event.data.sessionIds.map((sessionId) => rowKey(event.tenantId, sessionId))
    default:
      return []
  }
}

/** Whose active sessions the event may end; `userId` null: everybody's in the tenant. */
export const invalidatedBy = (event: ViewEvent): { tenantId: string; userId: string | null } | null => {
  switch (event.type) {
    case 'SessionsInvalidated':
    case 'UserDisabled':
    case 'CredentialChanged':
      return { tenantId: event.tenantId, userId: event.data.userId }
    default:
      return null
  }
}
