import { absentSession, evolveSession, type KnownSession } from '#events/session/fold.ts'
import { effectOf, isSessionEnding, isWideEnding, type WideEnding } from '#events/session/endings.ts'
import { sessionEvents, type SessionEvent } from '#events/session/events.ts'
import { sessionStream } from '#events/streams.ts'
import { rowKey } from '../tables/viewTable.ts'
import { withAnomaly } from '../fold/raisedAnomalies.ts'
import type { Invalidation, SessionDraft } from './sessionDraft.ts'
import type { ViewEvent, ViewEventOf } from '../fold/viewEvent.ts'

/** The sessions that events are folded into; the key is the name of the session's stream. */
export interface SessionDrafts {
  get: (key: string) => SessionDraft | undefined
  /** Active sessions of a user; of the whole tenant with `userId` null. */
  activeOf: (tenantId: string, userId: string | null) => readonly SessionDraft[]
}

type OwnEvent = ViewEventOf<SessionEvent['type']>

const ownTypes: ReadonlySet<string> = new Set(sessionEvents.map(({ type }) => type))
const isOwn = (event: ViewEvent): event is OwnEvent => ownTypes.has(event.type)

const freshDraft = (event: OwnEvent): Omit<SessionDraft, 'known'> => ({
  key: event.stream,
  tenantId: event.tenantId,
  position: event.position,
  remembered: event.type === 'SessionStarted' ? event.data.remembered : null,
  anomalies: [],
  undrained: null,
  began: event.type === 'SessionStarted' ? event : null,
  seen: null,
  named: null,
  ended: null,
})

/**
 * Applies an event of the session's own stream. The first end counts; a later one only shows that the session is
 * drained.
 */
const step = (event: OwnEvent, before: SessionDraft | undefined): SessionDraft | undefined => {
  const session = before?.known ?? absentSession
  const known = evolveSession(session, event)
  if (known === session || known.status === 'absent') return undefined
  const draft = before ?? freshDraft(event)
  const ends = isSessionEnding(event)
  return {
    ...draft,
    known,
    seen: before !== undefined && known.last !== before.known.last ? event : draft.seen,
    named: event.type === 'DeviceNamed' ? event : draft.named,
    ended: ends && session.status === 'active' ? event : draft.ended,
    undrained: ends ? null : draft.undrained,
  }
}

/** The session has ended with this event, although its own stream will say so only after the drain. */
const endedFromOutside = (draft: SessionDraft, event: Invalidation, { cause, endedAt }: WideEnding): SessionDraft => ({
  ...draft,
  known: {
    ...draft.known,
    status: 'revoked',
    endedAt,
    cause,
    endedBy: { kind: event.actor.kind, id: event.actor.id },
  },
  ended: event,
  undrained: event.position,
})

const isEndedBy = ({ clientId, spares }: WideEnding, session: KnownSession): boolean =>
  (clientId === null || clientId === session.clientId) && !spares.includes(session.sessionId)

const invalidated = (event: Invalidation, drafts: SessionDrafts): SessionDraft[] => {
  const effect = effectOf(event)
  return drafts
    .activeOf(event.tenantId, effect.userId)
    .filter(({ position, known }) => position < event.position && isEndedBy(effect, known))
    .map((draft) => endedFromOutside(draft, event, effect))
}

const flagged = (event: ViewEventOf<'AnomalyRaised'>, drafts: SessionDrafts): SessionDraft[] => {
  const { anomalyId: id, rule, severity, sessionIds } = event.data
  return sessionIds.flatMap((sessionId) => {
    const found = drafts.get(sessionStream(event.tenantId, sessionId))
    // An anomaly raised before a session began does not flag it, even when the event is read again later.
    const draft = found !== undefined && found.position < event.position ? found : undefined
    const anomalies = draft === undefined ? [] : withAnomaly(draft.anomalies, { id, rule, severity })
    return draft === undefined || anomalies === draft.anomalies ? [] : [{ ...draft, anomalies }]
  })
}

/** The sessions that the event changes, as they are after it; has no side effects. */
export const projectSessions = (event: ViewEvent, drafts: SessionDrafts): readonly SessionDraft[] => {
  if (isOwn(event)) {
    const draft = step(event, drafts.get(event.stream))
    return draft === undefined ? [] : [draft]
  }
  if (isWideEnding(event)) return invalidated(event, drafts)
  return event.type === 'AnomalyRaised' ? flagged(event, drafts) : []
}

/** Keys of the sessions' rows that the event names and may change. */
export const touchedSessions = (event: ViewEvent): readonly string[] => {
  if (isOwn(event)) return [rowKey(event.tenantId, event.data.sessionId)]
  if (event.type !== 'AnomalyRaised') return []
  return event.data.sessionIds.map((sessionId) => rowKey(event.tenantId, sessionId))
}

/** The scope in which the event may end active sessions; `userId` null: the whole tenant. */
export const invalidatedBy = (event: ViewEvent): { tenantId: string; userId: string | null } | null =>
  isWideEnding(event) ? { tenantId: event.tenantId, userId: effectOf(event).userId } : null
