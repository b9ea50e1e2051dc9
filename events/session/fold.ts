import type { Recorded, RequestContext } from '../envelope.ts'
import { effectOf, isSessionEnding, type SessionEndingType, wordsOf } from './endings.ts'
import type { SessionEvent } from './events.ts'
import { absoluteExpiry, idleExpiry } from './lifetime.ts'
import { type Proof, proofsIn, withNewer } from './proofs.ts'

export type SessionStatus = 'active' | 'loggedOut' | 'expired' | 'revoked'

/** Where a session was seen. */
export interface Sighting {
  at: string
  context: RequestContext | null
}

export interface KnownSession {
  status: SessionStatus
  sessionId: string
  userId: string
  user: { email: string; name: string }
  clientId: string
  transport: 'bearer' | 'cookie'
  methods: string[]
  /** Each of `methods`, as it was proved last. */
  proofs: Proof[]
  /** The newest proof: its methods, and when it was given. */
  lastProof: string[]
  authTime: string
  remembered: boolean
  startedAt: string
  idleSeconds: number
  /** Null: until signed out. */
  absoluteSeconds: number | null
  /** The last activity in the log. Real activity may be later by up to a recording interval. */
  lastActiveAt: string
  idleExpiresAt: string
  /** Null: never, however long it is used. */
  absoluteExpiresAt: string | null
  /** What the person, or else the sign-in, calls the device. */
  deviceName: string | null
  /** Where the person last proved to be themselves. What binds a session binds it to that. */
  bound: { country: string | null; network: string | null }
  /** Since when the person has to prove again to be themselves, ISO 8601. Null: they need not. */
  stepUpRequiredSince: string | null
  first: Sighting
  last: Sighting
  /** Generation of the current refresh token, with the salt and key that made it; outside the server salt and key are absent. */
  generation: number
  salt: string
  keyId: string
  /** The refresh that made the current refresh token. */
  lastRefresh: Sighting | null
  attempt: string | null
  endedAt: string | null
  /** Revocation cause, logout's `by`, or expiry's kind. */
  cause: string | null
  reason: string | null
  message: string | null
  endedBy: { kind: string; id: string } | null
  revision: number
}

/** `absent`: no event yet. */
export type Session = { status: 'absent'; revision: -1 } | KnownSession
export const absentSession: Session = { status: 'absent', revision: -1 }

type Fold = (session: KnownSession, event: Recorded<SessionEvent>) => KnownSession

/** Only a sign-in names the device, so later contexts of the session keep the id, name and details that it gave. */
const keepDevice = (known: RequestContext | null, context: RequestContext): RequestContext => {
  if (context.device === null) return { ...context, device: known?.device ?? null }
  if (known === null || known.device === null) return context
  const { device } = context
  return {
    ...context,
    device: {
      ...device,
      id: device.id ?? known.device.id,
      name: device.name ?? known.device.name,
      details: device.details ?? known.device.details,
    },
  }
}

const seen: Fold = (session, event) =>
  event.context === null
    ? session
    : { ...session, last: { at: event.at, context: keepDevice(session.last.context, event.context) } }

const whereOf = (context: RequestContext | null): KnownSession['bound'] => ({
  country: context?.place?.country ?? null,
  network: context?.network?.name ?? null,
})

const active = (session: KnownSession, activeAt: string): KnownSession => ({
  ...session,
  lastActiveAt: activeAt,
  idleExpiresAt: idleExpiry(activeAt, session.idleSeconds),
})

const refreshed = (session: KnownSession, event: Recorded<Extract<SessionEvent, { type: 'SessionRefreshed' }>>) => {
  const { generation, keyId, attempt } = event.data
  const next = seen(event.data.active === false ? session : active(session, event.at), event)
  const lastRefresh = { at: event.at, context: next.last.context }
  return { ...next, generation, keyId, lastRefresh, attempt }
}

const shortened = (
  session: KnownSession,
  { data }: Recorded<Extract<SessionEvent, { type: 'SessionShortened' }>>,
): KnownSession => {
  const { idleSeconds } = data
  const absoluteSeconds = data.absoluteSeconds ?? session.absoluteSeconds
  return {
    ...session,
    idleSeconds,
    absoluteSeconds,
    idleExpiresAt: idleExpiry(session.lastActiveAt, idleSeconds),
    absoluteExpiresAt: absoluteExpiry(session.startedAt, absoluteSeconds),
  }
}

const reauthenticated = (
  session: KnownSession,
  event: Recorded<Extract<SessionEvent, { type: 'SessionReauthenticated' }>>,
): KnownSession => {
  const { methods: lastProof, authTime } = event.data
  const proofs = withNewer(session.proofs, proofsIn(event.data))
  const proved = { proofs, methods: proofs.map(({ method }) => method), lastProof, authTime }
  return {
    ...seen(active(session, event.at), event),
    ...proved,
    bound: whereOf(event.context),
    stepUpRequiredSince: null,
  }
}

const endStatus: Readonly<Record<SessionEndingType, SessionStatus>> = {
  SessionLoggedOut: 'loggedOut',
  SessionRevoked: 'revoked',
  SessionExpired: 'expired',
}

const ended = (
  session: KnownSession,
  event: Extract<Recorded<SessionEvent>, { type: SessionEndingType }>,
): KnownSession => {
  const { cause, endedAt } = effectOf(event)
  const { reason, message } = wordsOf(event)
  const endedBy = { kind: event.actor.kind, id: event.actor.id }
  return { ...session, status: endStatus[event.type], cause, reason, message, endedAt, endedBy }
}

const started = (event: Recorded<Extract<SessionEvent, { type: 'SessionStarted' }>>): KnownSession => {
  const { data, at, context } = event
  const startedAt = data.startedAt ?? at
  const lastActiveAt = data.takenOver?.lastActiveAt ?? at
  return {
    status: 'active',
    sessionId: data.sessionId,
    userId: data.userId,
    user: data.user,
    clientId: data.clientId,
    transport: data.transport,
    methods: data.methods,
    proofs: proofsIn(data),
    lastProof: data.methods,
    authTime: data.authTime,
    remembered: data.remembered,
    startedAt,
    idleSeconds: data.idleSeconds,
    absoluteSeconds: data.absoluteSeconds,
    lastActiveAt,
    idleExpiresAt: idleExpiry(lastActiveAt, data.idleSeconds),
    absoluteExpiresAt: absoluteExpiry(startedAt, data.absoluteSeconds),
    deviceName: context?.device?.name ?? null,
    bound: whereOf(context),
    stepUpRequiredSince: null,
    first: { at, context },
    last: { at, context },
    generation: 0,
    salt: data.salt,
    keyId: data.keyId,
    lastRefresh: null,
    attempt: null,
    endedAt: null,
    cause: null,
    reason: null,
    message: null,
    endedBy: null,
    revision: event.revision,
  }
}

const change = (session: KnownSession, event: Recorded<SessionEvent>): KnownSession => {
  if (isSessionEnding(event)) return ended(session, event)
  switch (event.type) {
    case 'SessionStarted':
      return session
    case 'SessionRefreshed':
      return refreshed(session, event)
    case 'SessionActivityRecorded':
      return seen(active(session, event.data.activeAt), event)
    case 'SessionContextChanged':
      return seen(session, event)
    case 'SessionReauthenticated':
      return reauthenticated(session, event)
    case 'DeviceNamed':
      return { ...session, deviceName: event.data.name }
    case 'SessionShortened':
      return shortened(session, event)
    case 'StepUpRequired':
      return { ...session, stepUpRequiredSince: session.stepUpRequiredSince ?? event.at }
    case 'BindingBroken':
    case 'RefreshTokenReused':
      return session
    default:
      // The event comes from a later release.
      return session
  }
}

/**
 * Folds one event of a `session-` stream. Pure and total: events after the end change nothing but the revision, unknown
 * types are passed over. The same fold decides commands, fills views and steps through history in the browser.
 */
export const evolveSession = (session: Session, event: Recorded<SessionEvent>): Session => {
  if (session.status === 'absent') return event.type === 'SessionStarted' ? started(event) : session
  if (event.revision <= session.revision) return session
  const next = session.status === 'active' ? change(session, event) : session
  return { ...next, revision: event.revision }
}
