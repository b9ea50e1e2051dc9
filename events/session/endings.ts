import type { EventType, RollcallEvent } from '../catalogue.ts'
import type { RevocationCause } from './events.ts'

type DataOf = { [Type in EventType]: Extract<RollcallEvent, { type: Type }>['data'] }
/** An event as far as its type goes with its data. */
type Said<Type extends EventType> = { [Each in Type]: { type: Each; data: DataOf[Each]; at: string } }[Type]

/** One session is over. */
export interface SessionEffect {
  scope: 'session'
  kind: 'ends'
  sessionId: string
  /** Revocation cause, logout's `by`, or expiry's kind. */
  cause: string
  spares: readonly string[]
  /** ISO 8601. A lapse is as of when it was due, whenever it was noticed. */
  endedAt: string
  notBefore: null
}

/** Everything that a user (of `user` scope) or everybody in a tenant holds from before. */
export interface WideEffect {
  scope: 'user' | 'tenant'
  /** `outdates`: the sessions stand, but their access tokens say what is no longer so. */
  kind: 'ends' | 'outdates'
  /** Null: of the whole tenant. */
  userId: string | null
  cause: RevocationCause | 'roles'
  /** Sessions that stay as they are. */
  spares: readonly string[]
  /** ISO 8601. */
  endedAt: string
  /** For foreign verifiers, ISO 8601: tokens issued before are not good any more. */
  notBefore: string
}
export type WideEnding = WideEffect & { kind: 'ends'; cause: RevocationCause }

/** What an event does to sessions and their access tokens. */
export type Effect = SessionEffect | WideEffect

/**
 * Foreign verifiers compare with `iat`, which counts whole seconds, rounded down: so the first whole second after the event. The
 * second it happened in would spare what was issued earlier in that second.
 */
export const notBeforeOf = (at: string): string =>
  new Date((Math.floor(Date.parse(at) / 1000) + 1) * 1000).toISOString()

const none = { scope: null, kind: 'none', of: () => null } as const
const nobody: readonly string[] = []

const endsOne = <Data extends { sessionId: string }>(
  cause: (data: Data) => string,
  endedAt: (data: Data, at: string) => string = (_, at) => at,
) =>
  ({
    scope: 'session',
    kind: 'ends',
    of: (data: Data, at: string): SessionEffect => ({
      scope: 'session',
      kind: 'ends',
      sessionId: data.sessionId,
      cause: cause(data),
      spares: nobody,
      endedAt: endedAt(data, at),
      notBefore: null,
    }),
  }) as const

interface Wide<Data> {
  cause: (data: Data) => RevocationCause
  spares: (data: Data) => readonly string[]
}

const wideEffect = ({ userId }: { userId: string | null }, at: string) =>
  ({
    scope: userId === null ? 'tenant' : 'user',
    userId,
    endedAt: at,
    notBefore: notBeforeOf(at),
  }) as const

const endsMany = <Data extends { userId: string | null }>({ cause, spares }: Wide<Data>) =>
  ({
    scope: 'wide',
    kind: 'ends',
    of: (data: Data, at: string): WideEnding => ({
      ...wideEffect(data, at),
      kind: 'ends',
      cause: cause(data),
      spares: spares(data),
    }),
  }) as const

const outdates = <Data extends { userId: string }>() =>
  ({
    scope: 'wide',
    kind: 'outdates',
    of: (data: Data, at: string): WideEffect => ({
      ...wideEffect(data, at),
      kind: 'outdates',
      cause: 'roles',
      spares: nobody,
    }),
  }) as const

interface Rule<Data> {
  scope: 'session' | 'wide' | null
  kind: 'ends' | 'outdates' | 'none'
  of: (data: Data, at: string) => Effect | null
}
type Rules = { [Type in EventType]: Rule<DataOf[Type]> }

/**
 * What ends sessions or outdates their tokens, for every type of event there is. Whoever asks who is ended asks here: the index of
 * each process, the views, the drain, sockets, metrics. A type that is not listed does not compile.
 */
const rules = {
  SessionStarted: none,
  SessionRefreshed: none,
  SessionActivityRecorded: none,
  SessionContextChanged: none,
  RefreshTokenReused: none,
  SessionLoggedOut: endsOne(({ by }) => by),
  SessionRevoked: endsOne(({ cause }) => cause),
  SessionExpired: endsOne(
    ({ kind }) => kind,
    ({ expiredAt }) => expiredAt,
  ),
  RefreshRefused: none,
  EndedSessionUsed: none,
  UserRegistered: none,
  UserDisabled: endsMany({ cause: () => 'disabled', spares: () => nobody }),
  // What ended stays ended.
  UserEnabled: none,
  CredentialChanged: endsMany({ cause: () => 'credential', spares: ({ except }) => except }),
  SessionsInvalidated: endsMany({ cause: ({ cause }) => cause, spares: ({ except }) => except }),
  LoginFailed: none,
  EmailClaimed: none,
  TenantRegistered: none,
  ClientRegistered: none,
  MemberRoleChanged: outdates(),
  PolicyChanged: none,
  LogRestored: none,
  SlugClaimed: none,
  AnomalyRaised: none,
  OperationStarted: none,
  OperationSessionEnded: none,
  EffectMeasured: none,
  OperationFinished: none,
} satisfies Rules
const byType: Rules = rules

type TypesWith<Trait> = { [Type in EventType]: (typeof rules)[Type] extends Trait ? Type : never }[EventType]
/** Types that end one session, in its own stream. */
export type SessionEndingType = TypesWith<{ scope: 'session'; kind: 'ends' }>
/** Types that end all of a user's or a tenant's sessions but some. */
export type WideEndingType = TypesWith<{ scope: 'wide'; kind: 'ends' }>

const isKnown = (type: string): type is EventType => Object.hasOwn(byType, type)
const typesWhere = (holds: (rule: Rule<never>) => boolean): EventType[] =>
  Object.keys(byType)
    .filter(isKnown)
    .filter((type) => holds(byType[type]))

/** Every type that ends a session or outdates a token. */
export const effectiveTypes: readonly EventType[] = typesWhere(({ kind }) => kind !== 'none')

export const isSessionEnding = <Event extends { type: string }>(
  event: Event,
): event is Extract<Event, { type: SessionEndingType }> => isKnown(event.type) && byType[event.type].scope === 'session'

export const isWideEnding = <Event extends { type: string }>(
  event: Event,
): event is Extract<Event, { type: WideEndingType }> => {
  if (!isKnown(event.type)) return false
  const { scope, kind } = byType[event.type]
  return scope === 'wide' && kind === 'ends'
}

const apply = <Type extends EventType>({ type, data, at }: Said<Type>): Effect | null => byType[type].of(data, at)

/** What an event does to sessions; null: nothing, as far as this release can tell. Looks at nothing that is sealed. */
export function effectOf(event: Said<SessionEndingType>): SessionEffect
export function effectOf(event: Said<WideEndingType>): WideEnding
export function effectOf(event: Said<EventType>): Effect | null
export function effectOf(event: Said<EventType>): Effect | null {
  return isKnown(event.type) ? apply(event) : null
}

/** What whoever decided on an ending said of it. */
export interface EndingWords {
  reason: string | null
  message: string | null
  ticket: string | null
  operationId: string | null
}

/** Nulls for what nobody wrote, could write, or can read any more. */
export const wordsOf = ({ data }: Said<EventType>): EndingWords => ({
  reason: 'reason' in data ? data.reason : null,
  message: 'message' in data ? data.message : null,
  ticket: 'ticket' in data ? data.ticket : null,
  operationId: 'operationId' in data ? data.operationId : null,
})

/** Clocks of those who verify tokens may differ by this much. Seconds. */
const clockToleranceSeconds = 60
/** Access tokens live this long under the policy a tenant starts with. Seconds. */
const leastAccessSeconds = 1_800

/**
 * Until when an access token of an ended session could be unexpired, in milliseconds since the epoch. `longestAccessSeconds`: the
 * longest lifetime that any policy of the tenant had allowed by then; 0: it never had one of its own.
 */
export const keepUntil = (endedAt: string, longestAccessSeconds: number): number =>
  Date.parse(endedAt) + (Math.max(leastAccessSeconds, longestAccessSeconds) + clockToleranceSeconds) * 1000
