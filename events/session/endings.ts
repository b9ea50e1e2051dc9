import type { EventType, RollcallEvent } from '../catalogue.ts'
import type { RevocationCause } from './events.ts'

type DataOf = { [Type in EventType]: Extract<RollcallEvent, { type: Type }>['data'] }
/** The part of an event that the rules read: its type, data and time. */
type Said<Type extends EventType> = { [Each in Type]: { type: Each; data: DataOf[Each]; at: string } }[Type]

/** One session is over. */
export interface SessionEffect {
  scope: 'session'
  kind: 'ends'
  sessionId: string
  /** Revocation cause, logout's `by`, or expiry's kind. */
  cause: string
  spares: readonly string[]
  /** ISO 8601. For an expiry the time at which it was due, not when it was noticed. */
  endedAt: string
  notBefore: null
}

/** An effect on all earlier sessions of a user (scope `user`), of an application, or of everybody in a tenant. */
export interface WideEffect {
  scope: 'user' | 'client' | 'tenant'
  /** `outdates`: the sessions go on, but claims in their access tokens are no longer true. */
  kind: 'ends' | 'outdates'
  /** Null: everybody in the tenant. */
  userId: string | null
  /** Only sessions of this application; null: of every one. */
  clientId: string | null
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
 * The first whole second after the event. Foreign verifiers compare it with `iat`, which is rounded down to whole seconds: the
 * second of the event itself would spare tokens that were issued earlier in that second.
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
  clientId?: (data: Data) => string | null
}

const wideEffect = (userId: string | null, at: string) =>
  ({
    scope: userId === null ? 'tenant' : 'user',
    userId,
    clientId: null,
    endedAt: at,
    notBefore: notBeforeOf(at),
  }) as const

const endsMany = <Data extends { userId: string | null }>({ cause, spares, clientId = () => null }: Wide<Data>) =>
  ({
    scope: 'wide',
    kind: 'ends',
    of: (data: Data, at: string): WideEnding => ({
      ...wideEffect(data.userId, at),
      kind: 'ends',
      clientId: clientId(data),
      cause: cause(data),
      spares: spares(data),
    }),
  }) as const

const endsTenant = (cause: RevocationCause) =>
  ({
    scope: 'wide',
    kind: 'ends',
    of: (_data: object, at: string): WideEnding => ({ ...wideEffect(null, at), kind: 'ends', cause, spares: nobody }),
  }) as const

const outdates = <Data extends { userId: string }>() =>
  ({
    scope: 'wide',
    kind: 'outdates',
    of: (data: Data, at: string): WideEffect => ({
      ...wideEffect(data.userId, at),
      kind: 'outdates',
      cause: 'roles',
      spares: nobody,
    }),
  }) as const

const endsClient = {
  scope: 'wide',
  kind: 'ends',
  of: ({ clientId }: { clientId: string }, at: string): WideEnding => ({
    scope: 'client',
    kind: 'ends',
    userId: null,
    clientId,
    cause: 'operation',
    spares: nobody,
    endedAt: at,
    notBefore: notBeforeOf(at),
  }),
} as const

interface Rule<Data> {
  scope: 'session' | 'wide' | null
  kind: 'ends' | 'outdates' | 'none'
  of: (data: Data, at: string) => Effect | null
}
type Rules = { [Type in EventType]: Rule<DataOf[Type]> }

/**
 * For every event type: whether it ends sessions or outdates their tokens. All code that needs to know uses this table: the index
 * of each process, the views, the drain, sockets, metrics. If a type is missing here, the code does not compile.
 */
const rules = {
  SessionStarted: none,
  SessionRefreshed: none,
  SessionActivityRecorded: none,
  SessionContextChanged: none,
  SessionReauthenticated: none,
  DeviceNamed: none,
  // Time ends it, sooner.
  SessionShortened: none,
  BindingBroken: none,
  // The session lives on; what it may do until the person has proved themselves again is decided where it is used.
  StepUpRequired: none,
  RefreshTokenReused: none,
  SessionLoggedOut: endsOne(
    ({ by }) => by,
    ({ endedAt }, at) => endedAt ?? at,
  ),
  SessionRevoked: endsOne(
    ({ cause }) => cause,
    ({ endedAt }, at) => endedAt ?? at,
  ),
  SessionExpired: endsOne(
    ({ kind }) => kind,
    ({ expiredAt }) => expiredAt,
  ),
  RefreshRefused: none,
  ReauthenticationRefused: none,
  EndedSessionUsed: none,
  UserInvited: none,
  InviteWithdrawn: none,
  UserRegistered: none,
  UserRenamed: none,
  EmailChangeOffered: none,
  EmailChangeWithdrawn: none,
  // No token holds an address, and whoever has confirmed a new one is still the same person.
  EmailChanged: none,
  PreferencesChanged: none,
  UserDisabled: endsMany({ cause: () => 'disabled', spares: () => nobody }),
  // Enabling a person brings no ended session back.
  UserEnabled: none,
  UserHeld: endsMany({ cause: () => 'hold', spares: () => nobody }),
  // Lifting a hold brings no ended session back.
  UserReleased: none,
  EmailReleased: none,
  PasswordResetOffered: none,
  CredentialAdopted: none,
  CredentialChanged: endsMany({ cause: () => 'credential', spares: ({ except }) => except }),
  SessionsInvalidated: endsMany({
    cause: ({ cause }) => cause,
    spares: ({ except }) => except,
    clientId: ({ clientId }) => clientId ?? null,
  }),
  NoticesChanged: none,
  NoticeSent: none,
  // The hold that follows it ends the sessions.
  SignInDisowned: none,
  // Sessions go on: whoever adds or removes a second factor proved to be the person a moment ago.
  SecondFactorEnrolled: none,
  SecondFactorRenamed: none,
  SecondFactorRemoved: none,
  SecondFactorUsed: none,
  SecondFactorRefused: none,
  // What was lost may be in wrong hands, and so may what was signed in with it.
  SecondFactorsReset: endsMany({ cause: () => 'factors', spares: () => nobody }),
  RecoveryCodesMade: none,
  RecoveryCodeUsed: none,
  DeviceTrusted: none,
  DeviceTrustWithdrawn: none,
  PasskeyClaimed: none,
  LoginFailed: none,
  // The session that gives way is ended in its own stream.
  SessionSlotTaken: none,
  EmailClaimed: none,
  ReferenceClaimed: none,
  TenantRegistered: none,
  ClientRegistered: none,
  ClientChanged: none,
  ClientRemoved: endsClient,
  ApiKeyIssued: none,
  ApiKeyRevoked: none,
  MemberRoleChanged: outdates(),
  AdminSetAside: none,
  AdminBroughtBack: none,
  PolicyChanged: none,
  // Whom a changed policy ends is not in the event: each session is ended by the change's operation, in its own stream.
  LifetimesChanged: none,
  LimitsChanged: none,
  AccessRulesChanged: none,
  BindingChanged: none,
  AnomalyActionsChanged: none,
  PasswordRulesChanged: none,
  SecondFactorRulesChanged: none,
  ReauthenticationChanged: none,
  PlaceDetailChanged: none,
  RetentionChanged: none,
  TextsChanged: none,
  LogRestored: none,
  TenantRenamed: none,
  QuotasChanged: none,
  TenantSuspended: endsTenant('suspended'),
  // Resuming a tenant brings no ended session back.
  TenantResumed: none,
  // Whom a block catches is not in the event, so each session is ended by the block's operation, in its own stream.
  BlockAdded: none,
  BlockRemoved: none,
  SlugClaimed: none,
  AnomalyRaised: none,
  // What it did stands in the streams of the session and the person.
  AnomalyAnswered: none,
  OperationStarted: none,
  OperationSessionEnded: none,
  EffectMeasured: none,
  OperationFinished: none,
  // Only ended sessions leave the views.
  RecordsRetired: none,
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

/** What an event does to sessions; null: nothing that this release knows of. Reads no sealed field. */
export function effectOf(event: Said<SessionEndingType>): SessionEffect
export function effectOf(event: Said<WideEndingType>): WideEnding
export function effectOf(event: Said<EventType>): Effect | null
export function effectOf(event: Said<EventType>): Effect | null {
  return isKnown(event.type) ? apply(event) : null
}

/** What the person who decided on an ending wrote about it. */
export interface EndingWords {
  reason: string | null
  message: string | null
  ticket: string | null
  operationId: string | null
}

/** The words of an ending. Null where nobody wrote any, where the event has no such field, or where the text was forgotten. */
export const wordsOf = ({ data }: Said<EventType>): EndingWords => ({
  reason: 'reason' in data ? data.reason : null,
  message: 'message' in data ? data.message : null,
  ticket: 'ticket' in data ? data.ticket : null,
  operationId: 'operationId' in data ? (data.operationId ?? null) : null,
})

/** How far the clock of a token's verifier may differ from ours. Seconds. */
const clockToleranceSeconds = 60
/** How long access tokens live under the policy that a tenant starts with. Seconds. */
const leastAccessSeconds = 1_800

/**
 * Until when an access token of an ended session could be unexpired, in milliseconds since the epoch. `longestAccessSeconds`: the
 * longest lifetime that any policy of the tenant had allowed by then; 0: it never had one of its own.
 */
export const keepUntil = (endedAt: string, longestAccessSeconds: number): number =>
  Date.parse(endedAt) + (Math.max(leastAccessSeconds, longestAccessSeconds) + clockToleranceSeconds) * 1000
