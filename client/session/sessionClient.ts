import type { Ended } from '#events/live/frames.ts'
import type { LogEntry, OwnSession } from '#events/live/rows.ts'
import type { AuthCalls } from './authCalls.ts'
import type { CurrentSession, Grant, SignedOutNotice } from './grant.ts'
import type { Http } from './http.ts'
import type { ApiError } from './problem.ts'
import type { Clock, ServerClock } from './clock.ts'
import type { KeyValueStorage, StorageKeys } from './storage/keyValueStorage.ts'
import type { DeviceFacts, Fingerprint } from './device/deviceFacts.ts'

export interface SessionClientOptions {
  /** Where Rollcall is, such as `https://rollcall.example` or, on its own origin, `''` or a base path. */
  baseUrl: string
  /** The tenant's slug or id. Absent: each sign-in names one. */
  tenant?: string
  /** The application's id, as it is registered. */
  client: string
  /** How the refresh token travels; as the application is registered. Cookies in a browser, bearer elsewhere, unless given. */
  transport?: 'cookie' | 'bearer'
  /**
   * Where the client keeps what outlives the page. With cookies that is no secret; with bearer tokens it is the tokens, so it has to be
   * chosen: the default there is memory.
   */
  storage?: KeyValueStorage
  /** Other names than `rollcall.<client>.<what>` for what is stored. */
  keys?: Partial<StorageKeys>
  clock?: Clock
  fetch?: typeof fetch
  /** Origins of your own APIs that `fetch` may send the access token to, beside the page's and Rollcall's own. */
  apiOrigins?: readonly string[]
  /** A token is renewed this long before it expires, or a third of its lifetime where that is shorter. Default 300. */
  refreshBeforeSeconds?: number
  /** Signs out when nobody has used the application for so long. Absent: the session's own idle limit alone counts. */
  inactivity?: { minutes: number; warnMinutes?: number }
  /** How the end of the session is heard of between requests. Default `stream`, which polls where it cannot stream. */
  live?: 'stream' | 'poll' | 'off'
  /** Default 15. */
  pollSeconds?: number
  /** What is told of the device at sign-in beside its id. Default: what the platform tells without asking. */
  device?: () => DeviceFacts | Promise<DeviceFacts>
  /** Off unless given: `extendedFingerprint` from `rollcall-client/fingerprint`. */
  fingerprint?: () => Promise<Fingerprint | null>
}

export type SessionState =
  /** Storage or server has not answered yet. */
  | { kind: 'restoring' }
  /** Nobody can say yet whether somebody is signed in. The server is asked again until it answers. */
  | { kind: 'unreachable'; error: ApiError }
  | { kind: 'signedOut'; notice: SignedOutNotice | null }
  | { kind: 'signedIn'; grant: Grant }

/**
 * How far the server has taken note of a sign-out. `unanswered`: here nobody is signed in any more, at the server the session may still
 * be open; it is told until it answers.
 */
export type SignOutState = 'none' | 'asking' | 'unanswered' | 'confirmed'

export interface Credentials {
  /** Needed where the client was made without one. */
  tenant?: string
  email: string
  password: string
  /** Keeps the session when the browser closes. */
  remember?: boolean
  /** Shorter than the tenant's policy, never longer. */
  lifetime?: { idleSeconds?: number; absoluteSeconds?: number }
  /** What the person calls this device. */
  deviceName?: string
}

export interface SignedOut {
  /** `person`, `inactivity`, the server's cause, or the code of the refusal, such as `refresh-invalid`. */
  cause: string
  message: string | null
}

/**
 * Something that is about to happen. `absolute`: the session reaches its longest lifetime, which nothing puts off. `idle` and
 * `inactivity`: nobody has used the application; `stay()` puts it off.
 */
export interface SessionWarning {
  kind: 'absolute' | 'idle' | 'inactivity'
  /** ISO 8601. */
  at: string
  message: string | null
}

export interface OwnLogQuery {
  about?: 'sessions' | 'account'
  /** ISO 8601. */
  from?: string
  to?: string
  cursor?: string
}
export interface OwnLogPage {
  items: LogEntry[]
  nextCursor: string | null
}

type Listen<Event> = (listener: (event: Event) => void) => () => void

/** `activity: false`: the request is a timer's, not a person's. */
export type SessionRequestInit = RequestInit & { activity?: boolean }

/** What other ways in than a password alone stand on, in entries of their own: `rollcall-client/second-factor`, `rollcall-client/reauthenticate`. */
export interface WayIn {
  readonly http: Pick<Http, 'ask'>
  readonly calls: Pick<AuthCalls, 'facts' | 'granted'>
  /** Signs in by what `ask` is granted: for all tabs, in its turn with refreshes, in place of the session before. */
  enter(ask: () => Promise<Grant>): Promise<Grant>
  /** The session goes on with what `ask` changes of its grant, for all tabs; in its turn with refreshes. Null: nobody is signed in. */
  goOn(ask: (held: Grant | null) => Promise<Partial<Grant>>): Promise<void>
}

/** Everything about being signed in, in one application. Failures of the server are `ApiError`s. */
export interface SessionClient {
  state(): SessionState
  /** Called after every change of `state()`, `signOutState()` and what is expiring. Answers how to stop. */
  subscribe(listener: () => void): () => void
  signOutState(): SignOutState
  /** The server's clock as known here: what expiry is measured by, however wrong the machine's own is. */
  readonly serverClock: ServerClock

  /** @throws ApiError `invalid-credentials`, `rate-limited`, ...; `unreachable` without an answer */
  signIn(credentials: Credentials): Promise<Grant>
  readonly wayIn: WayIn
  /** Signs out here at once, in all tabs; resolves after one try to tell the server, which goes on until it answers. */
  signOut(): Promise<void>
  /** Ends all sessions of the person, this one too. Answers how many. */
  signOutAll(): Promise<number>
  /** Ends all other sessions of the person. Answers how many. */
  signOutOthers(): Promise<number>
  /** Asks the server how the session is; null: signed out. */
  status(): Promise<CurrentSession | null>
  /** The person's sessions, live and ended. */
  sessions(signal?: AbortSignal): Promise<OwnSession[]>
  /** Ends one of the person's sessions. */
  revoke(sessionId: string): Promise<void>
  /** Names the device of a session; null takes the name away. */
  rename(sessionId: string, name: string | null): Promise<void>
  /** What happened to the person's sessions or account, newest first. */
  log(query?: OwnLogQuery, signal?: AbortSignal): Promise<OwnLogPage>

  isSignedIn(): boolean
  /** The access token is close enough to its end that the next request renews it. */
  needsRefresh(): boolean
  /** When the session ends unless it is used, in milliseconds since the epoch by the server's clock; null: signed out. */
  expiresAt(): number | null
  /** The end that the person is to be warned of now; null: none is near. */
  expiring(): SessionWarning | null
  isExpiringSoon(): boolean
  /** Resolves once it is known whether a stored session goes on. True also while nobody can be asked: offline is not signed out. */
  shouldStaySignedIn(): Promise<boolean>

  /** Like the platform's, with the access token; renews it before and, after a 401, once more. Counts as activity. */
  fetch(input: Parameters<typeof fetch>[0], init?: SessionRequestInit): Promise<Response>
  /** An access token that is good for the next seconds, for code that makes its own requests; null: signed out. */
  token(): Promise<string | null>
  /** A token in place of one that an API refused; null: signed out. */
  renewed(refused: string): Promise<string | null>
  /** Gets an access token with fresh claims. Resolves after one try. */
  refresh(): Promise<void>
  /** A person did something. Costs nothing: the server is told in batches. */
  touch(): void
  /** The same, told at once. */
  recordActivity(): Promise<void>
  /** The person wants to stay signed in: puts off the idle end. */
  stay(): Promise<void>

  /** Takes over tokens that were got in another way, such as from your own server or from before this client. */
  save(grant: Grant): Promise<void>
  /** Forgets the session here, without telling the server. */
  clear(): Promise<void>
  /** For code that heard of the end in another way, such as by a socket. */
  ended(ended: Ended): void

  /** Nobody is signed in here any more, for whatever reason, in whichever tab. */
  onSignedOut: Listen<SignedOut>
  /** The server ended the session: somebody forced it out, or it expired. */
  onEnded: Listen<Ended>
  onWarning: Listen<SessionWarning>
  /** One of the person's sessions has changed. */
  onSession: Listen<OwnSession>
  /** Another person is signed in than before, in another tab: what the page shows is somebody else's. */
  onOtherPerson: Listen<Grant>
  /** Stops timers, streams and listeners. Nobody is signed out by it. */
  dispose(): void
}
