import type { KeyObject } from 'node:crypto'
import type { Position, Recorded } from '#events/envelope.ts'
import type { SessionEvent } from '#events/session/events.ts'
import type { KnownSession, Session } from '#events/session/fold.ts'
import type { SessionStream } from '#events/streams.ts'
import type { Ambient } from '#services/ambient/clock.ts'
import type { CommandHandler } from '#services/commands/commandHandler.ts'
import type { Origin } from '#services/commands/envelope.ts'
import type { Client, Person, SessionPolicy } from '#services/ports/identity.ts'
import { decideRefresh, type RefreshOutcome, type RefreshSession } from './decideRefresh.ts'
import {
  changeContext,
  expireSession,
  logOut,
  recordActivity,
  revokeSession,
  startSession,
  type LogOut,
  type RevokeSession,
  type SessionData,
} from './decider.ts'
import type { Decision } from './decision.ts'
import type { ReadSession } from './sessionStreams.ts'
import type { KeyRing } from '../tokens/keyRing.ts'
import { digestAttempt } from '../tokens/refreshToken.ts'
import type { AuthenticToken } from '../tokens/refreshTokens.ts'

/** What a sign-in has proved, and what session it asks for. */
export interface SignedIn {
  person: Pick<Person, 'userId' | 'email' | 'name'>
  client: Pick<Client, 'clientId' | 'transport'>
  policy: SessionPolicy
  /** RFC 8176 methods, e.g. `pwd`. */
  methods: readonly string[]
  /** When the person proved their identity, ISO 8601. */
  authTime: string
  remembered: boolean
  /** When the person signed in, ISO 8601, where that was before the session starts here. */
  startedAt?: string | undefined
  /** The session's id where a repeat of the request has to start the same one. Absent: a random id. */
  sessionId?: string | undefined
  /** Wished lifetimes in seconds. The policy's lifetimes are the most that is given. */
  lifetime?: { idleSeconds?: number | undefined; absoluteSeconds?: number | undefined } | undefined
}

export interface Refreshing extends Pick<RefreshSession, 'active' | 'graceSeconds' | 'clientId' | 'transport'> {
  /** 128 random bits that the client keeps until it gets an answer. Null: the client sent none. */
  attempt: string | null
}

/** A session after a command. */
export interface Handled<Outcome extends string> extends ReadSession {
  outcome: Outcome
  /** What was appended. [] when nothing had to change. */
  events: readonly Recorded<SessionEvent>[]
  /** When the command was decided, ISO 8601. */
  at: string
}

/** A session that exists, as of `position`. */
export interface Standing {
  session: KnownSession
  startedPosition: Position
  position: Position
}

export interface SessionCommands {
  start(signedIn: SignedIn, origin: Origin): Promise<Standing>
  refresh(
    token: AuthenticToken,
    refreshing: Refreshing,
    origin: Origin,
  ): Promise<Handled<RefreshOutcome | 'gone' | 'alreadyEnded'>>
  /** `activeAt`: when the person was active, ISO 8601. Absent: now. */
  recordActivity(
    sessionId: string,
    origin: Origin,
    activeAt?: string,
  ): Promise<Handled<'recorded' | 'unchanged' | 'gone' | 'alreadyEnded'>>
  changeContext(sessionId: string, origin: Origin): Promise<Handled<'changed' | 'unchanged' | 'gone' | 'alreadyEnded'>>
  logOut(
    sessionId: string,
    command: Omit<LogOut, 'now'>,
    origin: Origin,
  ): Promise<Handled<'ended' | 'gone' | 'alreadyEnded'>>
  revoke(
    sessionId: string,
    command: Omit<RevokeSession, 'now'>,
    origin: Origin,
  ): Promise<Handled<'ended' | 'gone' | 'alreadyEnded'>>
  expire(sessionId: string, origin: Origin): Promise<Handled<'ended' | 'notDue'>>
}

const clip = (asked: number | undefined, allowed: number): number => Math.min(asked ?? allowed, allowed)

/** The idle lifetime is never longer than the absolute one, because a session cannot outlive the absolute one. */
const lifetimeOf = ({ lifetime, policy }: SignedIn) => {
  const absoluteSeconds = clip(lifetime?.absoluteSeconds, policy.absoluteSeconds)
  return { absoluteSeconds, idleSeconds: Math.min(clip(lifetime?.idleSeconds, policy.idleSeconds), absoluteSeconds) }
}

/** The data of a new session, with a new salt and the current key. */
const startedBy = (
  signedIn: SignedIn,
  refreshKeys: KeyRing<KeyObject>,
  { random }: Pick<Ambient, 'random'>,
): SessionData => {
  const { person, client, methods, authTime, remembered, startedAt, sessionId = random.id() } = signedIn
  return {
    sessionId,
    userId: person.userId,
    user: { email: person.email, name: person.name },
    clientId: client.clientId,
    transport: client.transport,
    methods: [...methods],
    authTime,
    ...(startedAt === undefined ? {} : { startedAt }),
    remembered,
    ...lifetimeOf(signedIn),
    salt: random.bytes(16).toString('base64url'),
    keyId: refreshKeys.current().id,
  }
}

const known = ({ session, startedPosition, position }: ReadSession): Standing => {
  if (session.status === 'absent') throw new Error('A session that was just started is absent')
  return { session, startedPosition, position }
}

/**
 * The commands on one session, decided on its own stream. They need no HTTP, view or tail, so the demo can write a
 * history through them with a simulated clock.
 */
export const sessionCommands = (
  handler: CommandHandler<SessionStream, ReadSession>,
  refreshKeys: KeyRing<KeyObject>,
  ambient: Pick<Ambient, 'random'>,
): SessionCommands => {
  const handle = async <Outcome extends string>(
    sessionId: string,
    origin: Origin,
    decide: (session: Session, now: string) => Decision<Outcome>,
  ): Promise<Handled<Outcome>> => {
    const { state, outcome, events, at } = await handler.handle(sessionId, origin, ({ session }, now) =>
      decide(session, now),
    )
    return { ...state, outcome, events, at }
  }
  return {
    async start(signedIn, origin) {
      const data = startedBy(signedIn, refreshKeys, ambient)
      const isRepeatable = signedIn.sessionId !== undefined
      const { state } = await handler.begin(data.sessionId, origin, ({ session }, now) =>
        startSession({ now, data, isRepeatable }, session),
      )
      return known(state)
    },
    refresh(token, { attempt, ...refreshing }, origin) {
      const command = {
        ...refreshing,
        presented: token.generation,
        keyId: refreshKeys.current().id,
        // Made with the parent token's key. A repeat presents the same token, so it gets the same digest even after a
        // key rotation.
        attempt: attempt === null ? null : digestAttempt(attempt, token.salt, token.key),
        context: origin.context,
      }
      return handle(token.sessionId, origin, (session, now) => decideRefresh({ ...command, now }, session))
    },
    recordActivity: (sessionId, origin, activeAt) =>
      handle(sessionId, origin, (session, now) => recordActivity({ now, activeAt, context: origin.context }, session)),
    changeContext: (sessionId, origin) =>
      handle(sessionId, origin, (session, now) => changeContext({ now, context: origin.context }, session)),
    logOut: (sessionId, command, origin) =>
      handle(sessionId, origin, (session, now) => logOut({ now, ...command }, session)),
    revoke: (sessionId, command, origin) =>
      handle(sessionId, origin, (session, now) => revokeSession({ now, ...command }, session)),
    expire: (sessionId, origin) => handle(sessionId, origin, (session, now) => expireSession({ now }, session)),
  }
}
