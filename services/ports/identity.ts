import type { Actor, EventMetadata, Position } from '#events/envelope.ts'
import type { Session } from '#events/session/fold.ts'
import type { Role } from '#events/tenant/events.ts'
import type { Quotas } from '#events/tenant/quotas.ts'
import type { Appended } from '#services/eventStore/eventStore.ts'

/**
 * What sessions need to know about tenants, clients and people. services/tenants implements it; the composition root
 * connects it.
 */

/** All durations are in seconds. */
export interface SessionPolicy {
  accessSeconds: number
  idleSeconds: number
  absoluteSeconds: number
  graceSeconds: number
  /** What a person whose session was ended reads when nobody wrote a message. */
  neutralMessage: string
}

/** In seconds. A lifetime that is absent is the policy's. */
export type Lifetimes = Partial<Record<'accessSeconds' | 'idleSeconds' | 'absoluteSeconds', number | undefined>>

/** A registered application. */
export interface Client {
  clientId: string
  name: string
  audience: string
  origins: readonly string[]
  transport: 'bearer' | 'cookie'
  /** In force where they are shorter than the policy's. Absent: the policy's. */
  lifetimes?: Lifetimes | undefined
}

export interface Tenant {
  tenantId: string
  slug: string
  name: string
  simulated: boolean
  /** ISO 8601. */
  registeredAt: string
  /** Null: its people may sign in. `at`: since when they may not (ISO 8601). `operationId`: the operation that ended their sessions. */
  suspension: { at: string; operationId: string } | null
  quotas: Quotas
  policy: SessionPolicy
  clients: ReadonlyMap<string, Client>
}

/** A link that was made for a person and not used yet. */
export interface OneTimeLink {
  /** Id of the row in `secrets` that holds the hash of the link's secret. */
  secretId: string
  /** ISO 8601. */
  expiresAt: string
  /** Who made it. */
  by: Actor
}

/** `gone`: the invite was withdrawn, or the address was given to somebody else. */
export type Standing = 'invited' | 'registered' | 'gone'

export interface Person {
  userId: string
  email: string
  name: string
  /** Empty: not a member. */
  roles: readonly Role[]
  disabled: boolean
  /** The person's key is gone: e-mail and name are erased, and nobody signs in as this person. */
  forgotten: boolean
  /** Id of the current password's row in `secrets`. Null: no password yet. */
  secretId: string | null
  /** The one-time password works until then and must be changed (ISO 8601). Null: an ordinary password. */
  passwordTemporaryUntil: string | null
  standing: Standing
  link: OneTimeLink | null
}

/**
 * Reads from the deciding streams, never from a view. Remembers states between calls and reads only what came after.
 */
export interface Directory {
  tenantBySlug(slug: string): Promise<Tenant | null>
  tenant(tenantId: string): Promise<Tenant | null>
  person(tenantId: string, userId: string): Promise<Person | null>
  personByEmail(tenantId: string, email: string): Promise<Person | null>
  /** HMAC of the normalised e-mail in hex. It names `claim-` and `signin-` streams. */
  emailDigest(tenantId: string, email: string): string
}

/** A person as an application names them. `userRef` is its own word and means nothing to other applications. */
export interface Reference {
  tenantId: string
  clientId: string
  userRef: string
}

export interface References {
  /** Null: the reference stands for nobody yet. */
  personOf(reference: Reference): Promise<Person | null>
  /** Ties the reference to a person, for good. Answers whom it stands for: somebody else where another request was first. */
  tie(reference: Reference, person: Person, origin: Omit<CommandMetadata, 'tenantId'>): Promise<Person>
}

/** Decides the place of a password comparison in the waiting line. */
export interface HashTurn {
  /** The person has signed in from this device or address before, so the comparison goes before those of strangers. */
  isKnown?: boolean
  /** The typed tenant does not exist. All such comparisons wait as those of one tenant. */
  isMadeUp?: boolean
}

export interface Passwords {
  /**
   * Compares with argon2id when its turn comes. With `secretId` null it takes the same time and answers false.
   * @throws CodedError busy when it would wait for more than a few seconds.
   */
  verify(tenantId: string, secretId: string | null, password: string, whose?: HashTurn): Promise<boolean>
  /**
   * Hashes the password and stores it in an immutable row. Answers the row's id, which the caller names in an event
   * afterwards. The sweep deletes a row that no event of this user names within an hour.
   */
  store(tenantId: string, userId: string, password: string): Promise<string>
}

/**
 * The part of an event's metadata that the request decides. The command handler adds the rest (id, at, causationId).
 */
export type CommandMetadata = Pick<EventMetadata, 'tenantId' | 'actor' | 'correlationId' | 'context'>

/** A session as its own stream tells it. */
export interface SessionOfStream {
  session: Session
  /** Id of the operation that revoked it, or null. */
  endedByOperation: string | null
  /** Position of the stream's last event. 0: the session does not exist. */
  position: Position
}

/** Reads a session's stream to its end. */
export type ReadSession = (tenantId: string, sessionId: string) => Promise<SessionOfStream>

/**
 * Ends one session by decision. If it has ended already, it answers `alreadyEnded` with the position of the stream's
 * last event. The answer holds the session's state, so that the caller need not read it again.
 */
export type RevokeSession = (
  command: {
    sessionId: string
    cause: 'user' | 'admin' | 'operation' | 'limit' | 'anomaly' | 'credential' | 'disabled' | 'suspended'
    reason: string | null
    message: string | null
    ticket: string | null
    operationId: string | null
  },
  metadata: CommandMetadata,
) => Promise<Appended & SessionOfStream & { outcome: 'ended' | 'alreadyEnded' | 'gone'; at: string }>

/**
 * Removes an application, which ends every earlier session of it. A repeat changes nothing.
 * @throws CodedError not-found, locks-you-out
 */
export type RemoveApplication = (
  command: {
    tenantId: string
    clientId: string
    operationId: string
    reason: string | null
    message: string | null
    ticket: string | null
  },
  origin: Pick<CommandMetadata, 'actor' | 'correlationId' | 'context'>,
) => Promise<{ position: Position }>

/**
 * Ends every earlier session of a user (with userId null: of the tenant), except those in `except`; with `clientId` only those in
 * that application. An operation does
 * so once: a repeat with its id appends nothing and answers the first event's position.
 */
export type InvalidateSessions = (
  command: {
    userId: string | null
    clientId?: string
    except: readonly string[]
    cause: 'user' | 'admin' | 'operation' | 'credential' | 'disabled' | 'suspended'
    reason: string | null
    message: string | null
    ticket: string | null
    operationId: string | null
  },
  metadata: CommandMetadata,
) => Promise<Appended & { at: string }>

/**
 * Refuses sign-in to the tenant and ends all its sessions. Suspending it again appends nothing and answers the suspension that
 * is in force. @throws CodedError not-found, locks-you-out for the system tenant
 */
export type SuspendTenant = (
  command: {
    tenantId: string
    operationId: string
    reason: string | null
    message: string | null
    ticket: string | null
  },
  origin: Omit<CommandMetadata, 'tenantId'>,
) => Promise<{ position: Position; suspension: { at: string; operationId: string } }>

interface AboutPerson {
  tenantId: string
  userId: string
}
interface Words {
  reason: string | null
  message: string | null
  ticket: string | null
}
type ByWhom = Omit<CommandMetadata, 'tenantId'>

/** Refuses a person from now on. The event ends all their sessions. */
export interface DisableUser {
  /** @throws CodedError not-found, wrong-state, locks-you-out as `run` would */
  check(person: AboutPerson, origin: ByWhom): Promise<void>
  /** Disabled already: answers the position of the stream's last event. */
  run(command: AboutPerson & Words & { operationId: string }, origin: ByWhom): Promise<{ position: Position }>
}

/** @throws CodedError not-found, wrong-state for somebody who has come in */
export type WithdrawInvite = (command: AboutPerson & Words, origin: ByWhom) => Promise<{ position: Position }>

/** Ids of the people whom a person has invited and who have not come in yet, as far as the view has read. */
export type OpenInvites = (tenantId: string, userId: string) => Promise<string[]>

/** How many API keys of a person are good now. */
export type CountKeys = (tenantId: string, userId: string) => Promise<number>
