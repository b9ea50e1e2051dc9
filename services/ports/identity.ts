import type { EventMetadata, Position } from '#events/envelope.ts'
import type { Session } from '#events/session/fold.ts'
import type { Role } from '#events/tenant/events.ts'
import type { Appended } from '#services/eventStore/eventStore.ts'

/** What sessions need to know of tenants, clients and people; services/tenants implements it, the composition root wires it. */

/** Seconds throughout. */
export interface SessionPolicy {
  accessSeconds: number
  idleSeconds: number
  absoluteSeconds: number
  graceSeconds: number
  /** What an ended person reads when nobody wrote a message. */
  neutralMessage: string
}

/** A registered application. */
export interface Client {
  clientId: string
  name: string
  audience: string
  origins: readonly string[]
  transport: 'bearer' | 'cookie'
}

export interface Tenant {
  tenantId: string
  slug: string
  name: string
  simulated: boolean
  policy: SessionPolicy
  clients: ReadonlyMap<string, Client>
}

export interface Person {
  userId: string
  email: string
  name: string
  /** Empty: not a member. */
  roles: readonly Role[]
  disabled: boolean
  /** Current row in `secrets`, or null: no password yet. */
  secretId: string | null
  /** A one-time password is good until then and must be changed; null: an ordinary password. */
  passwordTemporaryUntil: string | null
}

/** Read from the deciding streams, never from a view; remembered between calls and read on from there. */
export interface Directory {
  tenantBySlug(slug: string): Promise<Tenant | null>
  tenant(tenantId: string): Promise<Tenant | null>
  person(tenantId: string, userId: string): Promise<Person | null>
  personByEmail(tenantId: string, email: string): Promise<Person | null>
  /** HMAC of the normalised e-mail in hex: names `claim-` and `signin-` streams. */
  emailDigest(tenantId: string, email: string): string
}

/** Whose turn a comparison takes. */
export interface HashTurn {
  /** Comes from a device or an address that the person has signed in with: goes before strangers. */
  isKnown?: boolean
  /** Nobody registered the tenant that was typed. */
  isMadeUp?: boolean
}

export interface Passwords {
  /**
   * Compares with argon2id in its turn; `secretId` null takes the same time and answers false.
   * @throws CodedError busy when the turn is more than a few seconds off.
   */
  verify(tenantId: string, secretId: string | null, password: string, whose?: HashTurn): Promise<boolean>
  /**
   * Hashes and stores an immutable secret row; answers its id, to be named by an event afterwards.
   * A row that no event of this user names within the hour is swept.
   */
  store(tenantId: string, userId: string, password: string): Promise<string>
}

/** Everything of an event's metadata that the request decides; the rest (id, at) the handler adds. */
export type CommandMetadata = Pick<EventMetadata, 'tenantId' | 'actor' | 'correlationId' | 'context'>

/** A session as its own stream says it. */
export interface SessionOfStream {
  session: Session
  /** The operation that revoked it. */
  endedByOperation: string | null
  /** Of its stream's last event; 0 while absent. */
  position: Position
}

/** Reads a session's stream to its end. */
export type ReadSession = (tenantId: string, sessionId: string) => Promise<SessionOfStream>

/**
 * Ends one session by decision. Ended already: `alreadyEnded`, no event, position of the stream's last event. The answer says how
 * the session stands then, so that nobody has to read it again.
 */
export type RevokeSession = (
  command: {
    sessionId: string
    cause: 'user' | 'admin' | 'operation' | 'limit' | 'anomaly' | 'credential' | 'disabled'
    reason: string | null
    message: string | null
    ticket: string | null
    operationId: string | null
  },
  metadata: CommandMetadata,
) => Promise<Appended & SessionOfStream & { outcome: 'ended' | 'alreadyEnded' | 'gone'; at: string }>

/**
 * Ends every session of a user (or, with userId null, of the tenant) started before, but `except`. An operation ends them once:
 * repeated with its id, the answer says where that stands.
 */
export type InvalidateSessions = (
  command: {
    userId: string | null
    except: readonly string[]
    cause: 'user' | 'admin' | 'operation' | 'credential'
    reason: string | null
    message: string | null
    ticket: string | null
    operationId: string | null
  },
  metadata: CommandMetadata,
) => Promise<Appended & { at: string }>
