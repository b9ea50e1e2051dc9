import { absentSession, evolveSession } from '#events/session/fold.ts'
import { effectOf, isSessionEnding, isWideEnding, type WideEnding } from '#events/session/endings.ts'
import { sessionEvents, type SessionEvent } from '#events/session/events.ts'
import { sessionStream } from '#events/streams.ts'
import { rowKey } from '../tables/viewTable.ts'
import { withAnomaly } from '../fold/raisedAnomalies.ts'
import type { Invalidation, SessionDraft } from './sessionDraft.ts'
import type { ViewEvent, ViewEventOf } from '../fold/viewEvent.ts'

/** The sessions that events are folded into, by the names of their streams. */
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
  const ends = isSessionEnding(event)
  return {
    ...draft,
    known,
    seen: before !== undefined && known.last !== before.known.last ? event : draft.seen,
    ended: ends && session.status === 'active' ? event : draft.ended,
    undrained: ends ? null : draft.undrained,
  }
}

/** Ended from this event on, although its own stream says so only after the drain. */
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

const invalidated = (event: Invalidation, drafts: SessionDrafts): SessionDraft[] => {
  const effect = effectOf(event)
  return drafts
    .activeOf(event.tenantId, effect.userId)
    .filter(({ position, known }) => position < event.position && !effect.spares.includes(known.sessionId))
    .map((draft) => endedFromOutside(draft, event, effect))
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
  if (isOwn(event)) {
    const draft = step(event, drafts.get(event.stream))
    return draft === undefined ? [] : [draft]
  }
  if (isWideEnding(event)) return invalidated(event, drafts)
  return event.type === 'AnomalyRaised' ? flagged(event, drafts) : []
}

/** Keys of the rows of sessions that the event names and may change. */
export const touchedSessions = (event: ViewEvent): readonly string[] => {
  if (isOwn(event)) return [rowKey(event.tenantId, event.data.sessionId)]
  if (event.type !== 'AnomalyRaised') return []
  return event.data.sessionIds.map((sessionId) => rowKey(event.tenantId, sessionId))
}

/** Whose active sessions the event may end; `userId` null: everybody's in the tenant. */
export const invalidatedBy = (event: ViewEvent): { tenantId: string; userId: string | null } | null =>
  isWideEnding(event) ? { tenantId: event.tenantId, userId: effectOf(event).userId } : null
