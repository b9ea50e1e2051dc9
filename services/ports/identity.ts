import type { Actor, EventMetadata } from '#events/envelope.ts'
import type { Role } from '#events/tenant/events.ts'
import type { Block } from '#events/tenant/blocks.ts'
import type { Hold } from '#events/user/hold.ts'
import type { Quotas } from '#events/tenant/quotas.ts'
import type { Policy, PolicySection } from '#events/tenant/policy/sections.ts'
import type { Preferences } from '#events/user/preferences.ts'

/**
 * What sessions need to know about tenants, clients and people. services/tenants implements it; the composition root
 * connects it.
 */

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
  policy: Policy
  /** How often the policy was changed. */
  policyVersion: number
  /** In which version and when (ISO 8601) each section was changed last. Absent: it never was. */
  rulesSince: Readonly<Partial<Record<PolicySection, { version: number; at: string }>>>
  clients: ReadonlyMap<string, Client>
  /** Some may have lapsed. */
  blocks: readonly Block[]
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

export interface EmailChange extends Pick<OneTimeLink, 'secretId' | 'expiresAt'> {
  email: string
}

/** `gone`: the invite was withdrawn, or the address was given to somebody else. */
export type Standing = 'invited' | 'registered' | 'gone'

/** `heldUntil` and `heldUntilPassword`: why the person may not sign in for now. */
export interface Person extends Hold {
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
  /** The row that the current password was hashed anew from: a sign-in that was proved with it stands. */
  adoptedFrom?: string | null
  standing: Standing
  link: OneTimeLink | null
  /** Somebody said that the address is not this person's: no link is mailed to it until an admin has seen to it. */
  addressDoubted?: boolean
  /** An address that the person has yet to confirm by a link. Null: none. */
  emailChange: EmailChange | null
  /** Since when the present address is the person's, ISO 8601. */
  emailSince: string
  /** Null: the person has set none. */
  preferences: Preferences | null
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
  /** As `verify`. `importedMs`: how long it took to compare with a hash that another system made; null: there was none. */
  compare(
    tenantId: string,
    secretId: string | null,
    password: string,
    whose?: HashTurn,
  ): Promise<{ matches: boolean; importedMs: number | null }>
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

/**
 * Hashes a password that was imported anew, once its person has proved it. A repeat, or a password that was changed meanwhile,
 * changes nothing.
 */
export type AdoptPassword = (
  proved: { tenantId: string; userId: string; secretId: string; password: string },
  origin: Omit<CommandMetadata, 'tenantId'>,
) => Promise<void>
