import type { RequestContext } from '#events/envelope.ts'
import type { SessionEvent, sessionLoggedOut, sessionRevoked, sessionStarted } from '#events/session/events.ts'
import type { EventOf } from '#events/domainEvent.ts'
import type { KnownSession, Session } from '#events/session/fold.ts'
import { absoluteExpiry, recordingSeconds } from '#events/session/lifetime.ts'
import { type Proof, toldBy } from '#events/session/proofs.ts'
import { CodedError } from '#services/ports/errors.ts'
import { type Binding, heldToBinding } from './binding.ts'
import { contextDifference } from './contextDifference.ts'
import { expiryOf, idsOf, whileActive, type Decision } from './decision.ts'

/** Commands on one session. `now` is ISO 8601; lifetimes in the data are already clipped to the tenant's policy. */
export type SessionData = EventOf<typeof sessionStarted>['data']
export interface StartSession {
  now: string
  data: SessionData
  /** The id is the request's, so that whoever has started the session already was an earlier try of it. */
  isRepeatable: boolean
}
export interface ChangeContext {
  now: string
  context: RequestContext | null
  /** Absent: nothing binds the session. */
  binding?: Binding | undefined
}
export interface RecordActivity extends ChangeContext {
  /** When the person was active, ISO 8601, not after `now`. Absent: now. */
  activeAt?: string | undefined
}
export interface LogOut {
  now: string
  by: EventOf<typeof sessionLoggedOut>['data']['by']
}
export type RevokeSession = { now: string } & Omit<EventOf<typeof sessionRevoked>['data'], 'sessionId' | 'userId'>
export interface ExpireSession {
  now: string
}

const refuseOver = ({ startedAt, absoluteSeconds }: SessionData, now: string): void => {
  const end = startedAt === undefined ? null : absoluteExpiry(startedAt, absoluteSeconds)
  if (end === null || end > now) return
  const message = 'A session that started then would have ended by now.'
  throw new CodedError('invalid-request', {
    detail: message,
    errors: [{ path: 'body.startedAt', code: 'past', message }],
  })
}

/** @throws CodedError invalid-request; already-exists, because no two sign-ins get the same new session id */
export const startSession = ({ now, data, isRepeatable }: StartSession, session: Session): Decision<'started'> => {
  if (session.status !== 'absent' && isRepeatable) return { outcome: 'started', events: [] }
  if (session.status !== 'absent') throw new CodedError('already-exists')
  refuseOver(data, now)
  return { outcome: 'started', events: [{ type: 'SessionStarted', version: 2, data }] }
}

/** What an ended session's row of another system becomes. */
export type FormerEnding = Extract<SessionEvent, { type: 'SessionLoggedOut' | 'SessionRevoked' | 'SessionExpired' }>

/** A repeat changes nothing: the id follows from the application's reference. `end`: null for a session that goes on. */
export const takeOverSession = (
  { data, end }: { data: SessionData; end: FormerEnding | null },
  session: Session,
): Decision<'takenOver' | 'already'> => {
  if (session.status !== 'absent') return { outcome: 'already', events: [] }
  const started = { type: 'SessionStarted', version: 2, data } as const
  return { outcome: 'takenOver', events: end === null ? [started] : [started, end] }
}

/** [] where the request comes from where the last one came from. */
export const contextChange = (session: KnownSession, context: RequestContext | null): SessionEvent[] => {
  const changed = contextDifference(session.last.context, context)
  if (changed.length === 0) return []
  return [{ type: 'SessionContextChanged', version: 1, data: { ...idsOf(session), changed } }]
}

/** What a request tells of where the session is used, and what follows from that. An ended session records nothing else. */
const cameFrom = (session: KnownSession, { context, binding }: ChangeContext, told: SessionEvent[] = []) => {
  const { ends, events } = heldToBinding(session, context, binding)
  return ends ? events : [...told, ...contextChange(session, context), ...events]
}

/** Records that the session is used from another address, network, place or device than before. */
export const changeContext = (command: ChangeContext, session: Session) =>
  whileActive(session, command.now, (active): Decision<'changed' | 'unchanged'> => {
    const events = cameFrom(active, command)
    return { outcome: events.length > 0 ? 'changed' : 'unchanged', events }
  })

const hasMoved = ({ lastActiveAt, idleSeconds }: KnownSession, now: string): boolean =>
  Date.parse(now) - Date.parse(lastActiveAt) >= recordingSeconds(idleSeconds) * 1000

/**
 * Records activity once per recording interval, and a change of context at once. What is told late does not undo what is
 * known from later.
 */
export const recordActivity = ({ activeAt, ...command }: RecordActivity, session: Session) =>
  whileActive(session, command.now, (active): Decision<'recorded' | 'unchanged'> => {
    const seenAt = activeAt ?? command.now
    const moved: SessionEvent[] = hasMoved(active, seenAt)
      ? [{ type: 'SessionActivityRecorded', version: 1, data: { ...idsOf(active), activeAt: seenAt } }]
      : []
    const isLate = seenAt !== command.now && seenAt < active.last.at
    const events = isLate ? moved : cameFrom(active, command, moved)
    return { outcome: events.length > 0 ? 'recorded' : 'unchanged', events }
  })

/** The session goes on, and asks for another proof before anything else. */
export const requireStepUp = ({ now }: { now: string }, session: Session) =>
  whileActive(session, now, (active): Decision<'required' | 'unchanged'> =>
    active.stepUpRequiredSince !== null
      ? { outcome: 'unchanged', events: [] }
      : {
          outcome: 'required',
          events: [{ type: 'StepUpRequired', version: 1, data: { ...idsOf(active), because: 'anomaly' } }],
        },
  )

export interface Reauthenticate extends ChangeContext {
  proofs: readonly Proof[]
}

/** The person proved again who they are. */
export const reauthenticate = ({ now, proofs, context }: Reauthenticate, session: Session) =>
  whileActive(session, now, (active): Decision<'reauthenticated'> => ({
    outcome: 'reauthenticated',
    events: [
      {
        type: 'SessionReauthenticated',
        version: 1,
        data: { ...idsOf(active), ...toldBy(proofs) },
      },
      ...contextChange(active, context),
    ],
  }))

export interface NameDevice {
  now: string
  /** Null: the device goes by browser and system again. */
  name: string | null
}

export const nameDevice = ({ now, name }: NameDevice, session: Session) =>
  whileActive(session, now, (active): Decision<'named' | 'unchanged'> =>
    active.deviceName === name
      ? { outcome: 'unchanged', events: [] }
      : { outcome: 'named', events: [{ type: 'DeviceNamed', version: 1, data: { ...idsOf(active), name } }] },
  )

export const logOut = ({ now, by }: LogOut, session: Session) =>
  whileActive(session, now, (active): Decision<'ended'> => ({
    outcome: 'ended',
    events: [{ type: 'SessionLoggedOut', version: 1, data: { ...idsOf(active), by } }],
  }))

/** A second revocation is a retry, not a mistake: it gives no events. */
export const revokeSession = ({ now, ...why }: RevokeSession, session: Session) =>
  whileActive(session, now, (active): Decision<'ended'> => ({
    outcome: 'ended',
    events: [{ type: 'SessionRevoked', version: 1, data: { ...idsOf(active), ...why } }],
  }))

/** Decides by the session's stream, not by a view. A session that was active again meanwhile does not expire. */
export const expireSession = ({ now }: ExpireSession, session: Session): Decision<'ended' | 'notDue'> => {
  const events = session.status === 'active' ? expiryOf(session, now) : []
  return { outcome: events.length > 0 ? 'ended' : 'notDue', events }
}
