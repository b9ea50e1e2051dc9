import type { Position } from '#events/envelope.ts'
import type { Session } from '#events/session/fold.ts'
import type { Block, Blocked } from '#events/tenant/blocks.ts'
import type { Appended } from '#services/eventStore/eventStore.ts'
import type { CommandMetadata } from './identity.ts'

/**
 * The decisions that end sessions and keep people out, and what is asked before one. services/sessions and services/tenants take
 * them, services/operations asks for them; the composition root connects both.
 */

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
    cause:
      | 'user'
      | 'admin'
      | 'operation'
      | 'limit'
      | 'anomaly'
      | 'credential'
      | 'disabled'
      | 'hold'
      | 'block'
      | 'suspended'
      | 'policy'
    reason: string | null
    message: string | null
    ticket: string | null
    operationId: string | null
  },
  metadata: CommandMetadata,
) => Promise<Appended & SessionOfStream & { outcome: 'ended' | 'alreadyEnded' | 'gone'; at: string }>

/** Records what the tenant's rules take from a session that goes on. Answers the position of its stream's last event. */
export type ShortenSession = (
  command: { sessionId: string },
  metadata: CommandMetadata,
) => Promise<{ position: Position }>

/** Has a session ask for another proof of who its person is, because of an anomaly. Asked already: `unchanged`. */
export type RequireStepUp = (
  sessionId: string,
  metadata: CommandMetadata,
) => Promise<{ outcome: 'required' | 'unchanged' | 'gone' | 'alreadyEnded' }>

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
    cause: 'user' | 'admin' | 'operation' | 'credential' | 'disabled' | 'hold' | 'block' | 'suspended' | 'policy'
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

interface WhyBlocked {
  reason: string | null
  ticket: string | null
}
/**
 * Blocks a way to sign in; ends no session. Blocked for longer already: answers that block.
 * @throws CodedError not-found, invalid-request, locks-you-out, wrong-state
 */
export type AddBlock = (
  command: { tenantId: string; blockId: string; until: string; operationId: string } & Blocked & WhyBlocked,
  origin: ByWhom,
) => Promise<{ position: Position; block: Block }>

/** @throws CodedError not-found, for one that has lapsed too */
export type RemoveBlock = (
  command: { tenantId: string; blockId: string } & WhyBlocked,
  origin: ByWhom,
) => Promise<{ position: Position }>

/** The blocks in force, as the tenant's stream says to its end. */
export type BlocksOf = (tenantId: string) => Promise<readonly Block[]>

/** Keeps a person from signing in until then. The event ends all their sessions. */
export interface HoldUser {
  /** @throws CodedError not-found, wrong-state, locks-you-out as `run` would */
  check(person: AboutPerson, origin: ByWhom): Promise<void>
  /** Held for longer already: answers that hold's end and the position of the stream's last event. `until`: ISO 8601. */
  run(
    command: AboutPerson & Words & { until: string; operationId: string },
    origin: ByWhom,
  ): Promise<{ position: Position; until: string }>
}

/** @throws CodedError not-found, wrong-state for somebody who has come in */
export type WithdrawInvite = (command: AboutPerson & Words, origin: ByWhom) => Promise<{ position: Position }>

/** Ids of the people whom a person has invited and who have not come in yet, as far as the view has read. */
export type OpenInvites = (tenantId: string, userId: string) => Promise<string[]>

/** An API key of an application. */
export interface MadeKey {
  id: string
  name: string
  clientId: string
}
/**
 * The API keys that are good now: how many are a person's own, which are refused with them, and which the person made for
 * applications, which go on.
 */
export type KeysOfPerson = (tenantId: string, userId: string) => Promise<{ own: number; made: MadeKey[] }>
