import type { KeyObject } from 'node:crypto'
import type { Position, Recorded, RequestContext } from '#events/envelope.ts'
import type { SessionEvent } from '#events/session/events.ts'
import type { KnownSession, Session } from '#events/session/fold.ts'
import type { Proof } from '#events/session/proofs.ts'
import type { SessionStream } from '#events/streams.ts'
import type { Ambient } from '#services/ambient/clock.ts'
import type { CommandHandler } from '#services/commands/commandHandler.ts'
import type { Origin } from '#services/commands/envelope.ts'
import type { Binding } from './binding.ts'
import { decideRefresh, type RefreshOutcome, type RefreshSession } from './decideRefresh.ts'
import {
  changeContext,
  expireSession,
  logOut,
  nameDevice,
  reauthenticate,
  recordActivity,
  requireStepUp,
  revokeSession,
  startSession,
  takeOverSession,
  type LogOut,
  type RecordActivity,
  type RevokeSession,
  type SessionData,
} from './decider.ts'
import { whileActive, type Decision } from './decision.ts'
import { formerEnding, type TakingOver } from './formerEnding.ts'
import type { RulesInForce } from './rulesInForce.ts'
import type { ReadSession, RememberedSessions } from './sessionStreams.ts'
import { startedBy, type SignedIn } from './startedBy.ts'
import { decideUnderRules, type InForce } from './underRules.ts'
import type { KeyRing } from '../tokens/keyRing.ts'
import { digestAttempt } from '../tokens/refreshToken.ts'
import type { AuthenticToken } from '../tokens/refreshTokens.ts'

export interface Refreshing extends Pick<
  RefreshSession,
  'active' | 'graceSeconds' | 'clientId' | 'transport' | 'binding'
> {
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
  /** Starts a session that an application had before, or lets it be one that has ended. */
  takeOver(session: TakingOver, origin: Origin): Promise<Handled<'takenOver' | 'already'>>
  refresh(
    token: AuthenticToken,
    refreshing: Refreshing,
    origin: Origin,
  ): Promise<Handled<RefreshOutcome | 'gone' | 'alreadyEnded'>>
  /** `activeAt`: when the person was active, ISO 8601. Absent: now. */
  recordActivity(
    sessionId: string,
    origin: Origin,
    seen?: Pick<RecordActivity, 'activeAt' | 'binding'>,
  ): Promise<Handled<'recorded' | 'unchanged' | 'gone' | 'alreadyEnded'>>
  changeContext(
    sessionId: string,
    origin: Origin,
    binding?: Binding,
  ): Promise<Handled<'changed' | 'unchanged' | 'gone' | 'alreadyEnded'>>
  reauthenticate(
    sessionId: string,
    proofs: readonly Proof[],
    origin: Origin,
  ): Promise<Handled<'reauthenticated' | 'gone' | 'alreadyEnded'>>
  nameDevice(
    sessionId: string,
    name: string | null,
    origin: Origin,
  ): Promise<Handled<'named' | 'unchanged' | 'gone' | 'alreadyEnded'>>
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
  /** Because of an anomaly. */
  requireStepUp(sessionId: string, origin: Origin): Promise<Handled<'required' | 'unchanged' | 'gone' | 'alreadyEnded'>>
  expire(sessionId: string, origin: Origin): Promise<Handled<'ended' | 'notDue'>>
  /** Records what the tenant's rules take from a session that goes on. */
  shorten(sessionId: string, origin: Origin): Promise<Handled<'kept' | 'gone' | 'alreadyEnded'>>
}

const over = { ended: 'alreadyEnded' } as const

const known = ({ session, startedPosition, position }: ReadSession): Standing => {
  if (session.status === 'absent') throw new Error('A session that was just started is absent')
  return { session, startedPosition, position }
}

export interface CommandingSessions {
  refreshKeys: KeyRing<KeyObject>
  ambient: Pick<Ambient, 'random'>
  sessions: RememberedSessions
  rulesInForce: RulesInForce
}

/**
 * The commands on one session, decided on its own stream, and under the rules that the tenant has now. They need no HTTP, view or
 * tail, so the demo can write a history through them with a simulated clock.
 */
export const sessionCommands = (
  handler: CommandHandler<SessionStream, ReadSession>,
  { refreshKeys, ambient, sessions, rulesInForce }: CommandingSessions,
): SessionCommands => {
  /** Whose a session is never changes, so what is remembered of it will do. */
  const rulesFor = async (tenantId: string, sessionId: string): Promise<InForce | null> => {
    const { session } = sessions.recall(tenantId, sessionId) ?? (await sessions.readOn(tenantId, sessionId))
    return session.status === 'active' ? rulesInForce(tenantId, session) : null
  }
  /** Whoever ends a session says why, also of one that the rules end as well. */
  const end = async <Outcome extends string>(
    sessionId: string,
    origin: Origin,
    decide: (session: Session, now: string) => Decision<Outcome>,
  ): Promise<Handled<Outcome>> => {
    const { state, outcome, events, at } = await handler.handle(sessionId, origin, ({ session }, now) =>
      decide(session, now),
    )
    return { ...state, outcome, events, at }
  }
  const handle = async <Outcome extends string>(
    sessionId: string,
    origin: Origin,
    decide: (session: Session, now: string, context: RequestContext | null) => Decision<Outcome>,
    outcomes: { ended: NoInfer<Outcome>; always?: boolean },
  ): Promise<Handled<Outcome>> => {
    const inForce = await rulesFor(origin.tenantId, sessionId)
    const { state, outcome, events, at } = await handler.handle(sessionId, origin, ({ session }, now, context) =>
      decideUnderRules({ session, now, inForce }, (ruled) => decide(ruled, now, context), outcomes),
    )
    return { ...state, outcome, events, at }
  }
  return {
    async start(signedIn, origin) {
      const data = startedBy(signedIn, refreshKeys, ambient)
      const { isRepeatable = false } = signedIn
      const { state } = await handler.begin(data.sessionId, origin, ({ session }, now) =>
        startSession({ now, data, isRepeatable }, session),
      )
      return known(state)
    },
    async takeOver(session, origin) {
      const { sessionId, person, client, startedAt, lastActiveAt, idleSeconds, absoluteSeconds } = session
      const data: SessionData = {
        sessionId,
        userId: person.userId,
        user: { email: person.email, name: person.name },
        clientId: client.clientId,
        transport: 'bearer',
        methods: ['imported'],
        authTime: startedAt,
        startedAt,
        takenOver: { lastActiveAt },
        remembered: false,
        idleSeconds,
        absoluteSeconds,
        // Nobody is given a refresh token. The salt is drawn all the same, so that none can be made up.
        salt: ambient.random.bytes(16).toString('base64url'),
        keyId: refreshKeys.current().id,
      }
      const end = formerEnding(session)
      const { state, outcome, events, at } = await handler.begin(sessionId, origin, ({ session: before }) =>
        takeOverSession({ data, end }, before),
      )
      return { ...state, outcome, events, at }
    },
    refresh(token, { attempt, ...refreshing }, origin) {
      const command = {
        ...refreshing,
        presented: token.generation,
        keyId: refreshKeys.current().id,
        // Made with the parent token's key. A repeat presents the same token, so it gets the same digest even after a
        // key rotation.
        attempt: attempt === null ? null : digestAttempt(attempt, token.salt, token.key),
      }
      return handle(
        token.sessionId,
        origin,
        (session, now, context) => decideRefresh({ ...command, now, context }, session),
        over,
      )
    },
    recordActivity: (sessionId, origin, seen = {}) =>
      handle(sessionId, origin, (session, now, context) => recordActivity({ now, ...seen, context }, session), over),
    changeContext: (sessionId, origin, binding) =>
      handle(sessionId, origin, (session, now, context) => changeContext({ now, context, binding }, session), over),
    reauthenticate: (sessionId, proofs, origin) =>
      handle(sessionId, origin, (session, now, context) => reauthenticate({ now, proofs, context }, session), over),
    nameDevice: (sessionId, name, origin) =>
      handle(sessionId, origin, (session, now) => nameDevice({ now, name }, session), over),
    logOut: (sessionId, command, origin) =>
      end(sessionId, origin, (session, now) => logOut({ now, ...command }, session)),
    revoke: (sessionId, command, origin) =>
      end(sessionId, origin, (session, now) => revokeSession({ now, ...command }, session)),
    requireStepUp: (sessionId, origin) =>
      handle(sessionId, origin, (session, now) => requireStepUp({ now }, session), over),
    expire: (sessionId, origin) =>
      handle(sessionId, origin, (session, now) => expireSession({ now }, session), { ended: 'ended' }),
    shorten: (sessionId, origin) =>
      handle(sessionId, origin, (session, now) => whileActive(session, now, () => ({ outcome: 'kept', events: [] })), {
        ...over,
        always: true,
      }),
  }
}
