import { z } from 'zod'
import { defineEvent, type EventOf } from '../domainEvent.ts'
import { because, idSchema, instantSchema } from '../freeText.ts'
import { transports } from '../session/events.ts'
import { erased, personalOr } from '../personal.ts'
import { policyEvents } from './policy/events.ts'
import { apiKeyScopes, blockKinds, roles } from '../wordLists.ts'

export { roles }
export const roleSchema = z.enum(roles)
export type Role = z.infer<typeof roleSchema>

const ofTenant = () => null

export const tenantRegistered = defineEvent(
  'TenantRegistered',
  1,
  z.strictObject({
    /** What people type at sign-in: lower case, digits, hyphens. */
    slug: z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/),
    name: z.string().min(1).max(200),
    /** Everything in this tenant is demo traffic. */
    simulated: z.boolean(),
  }),
  ofTenant,
)

export const slugClaimed = defineEvent('SlugClaimed', 1, z.strictObject({ tenantId: idSchema }), ofTenant)

const clientIdSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/)

/** How long sessions last, in seconds. */
const lifetimes = {
  accessSeconds: z.int().min(60).max(86_400),
  idleSeconds: z.int().min(300).max(31_536_000),
  absoluteSeconds: z.int().min(300).max(31_536_000),
}

/** An application that may hold sessions of this tenant. */
const client = z.strictObject({
  clientId: clientIdSchema,
  name: z.string().min(1).max(100),
  audience: z.string().min(1).max(200),
  /** Origins a browser may call from; `self` is Rollcall's own. */
  origins: z.array(z.string().max(300)).max(20),
  transport: z.enum(transports),
  /** Lifetimes of its own, in force where they are shorter than the policy's. Absent: the policy's. */
  lifetimes: z.strictObject(lifetimes).partial().optional(),
})

export const clientRegistered = defineEvent('ClientRegistered', 1, client, ofTenant)

/** The whole registration from now on, not only what changed. Sessions go on. */
export const clientChanged = defineEvent('ClientChanged', 1, client, ofTenant)

/** Every session of this application started before this event ends. Its id is never given out again. */
export const clientRemoved = defineEvent(
  'ClientRemoved',
  1,
  z.strictObject({ clientId: clientIdSchema, ...because, operationId: idSchema }),
  ofTenant,
)

/** The complete set of roles this user has from now on; empty: no longer a member. */
export const memberRoleChanged = defineEvent(
  'MemberRoleChanged',
  1,
  z.strictObject({
    userId: idSchema,
    roles: z.array(roleSchema).max(5),
    ...because,
  }),
  (data) => data.userId,
)

/**
 * Written before `UserDisabled` or `UserHeld` of an admin (in the system tenant: an operator), so that the tenant's own
 * stream decides who is the last one. Whether a person may sign in is said by the person's own stream.
 */
export const adminSetAside = defineEvent(
  'AdminSetAside',
  1,
  z.strictObject({
    userId: idSchema,
    /** Set for a hold: it lapses then. Absent: until the person is brought back. */
    until: instantSchema.optional(),
  }),
  (data) => data.userId,
)
/** Written after `UserEnabled` or `UserReleased` of somebody who was set aside. */
export const adminBroughtBack = defineEvent(
  'AdminBroughtBack',
  1,
  z.strictObject({ userId: idSchema }),
  (data) => data.userId,
)

/** Lifetimes and texts of a tenant's sessions. Written by earlier releases; today each section of the policy has an event of its own. */
export const policyChanged = defineEvent(
  'PolicyChanged',
  1,
  z.strictObject({
    ...lifetimes,
    graceSeconds: z.int().min(0).max(60),
    /** What an ended person reads when nobody wrote a message. */
    neutralMessage: z.string().min(1).max(500),
  }),
  ofTenant,
)

/** A program may act for an application or a person until then. The row `secretId` in `secrets` proves the key. */
export const apiKeyIssued = defineEvent(
  'ApiKeyIssued',
  1,
  z.strictObject({
    keyId: idSchema,
    secretId: idSchema,
    name: z.string().min(1).max(100),
    owner: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('application'), clientId: clientIdSchema }),
      z.strictObject({ kind: z.literal('person'), userId: idSchema }),
    ]),
    scopes: z.array(z.enum(apiKeyScopes)).min(1).max(apiKeyScopes.length),
    /** Null: until it is revoked. */
    expiresAt: instantSchema.nullable(),
  }),
  ofTenant,
)

export const apiKeyRevoked = defineEvent('ApiKeyRevoked', 1, z.strictObject({ keyId: idSchema }), ofTenant)

/**
 * The tenant's log up to this event came out of a backup; what happened between `takenAt` and this event is lost. The same append
 * ends every session of the tenant, because nobody can tell any more which had ended.
 */
export const logRestored = defineEvent(
  'LogRestored',
  1,
  z.strictObject({
    /** When the backup was taken. */
    takenAt: instantSchema,
    /** How many events of this tenant it held. */
    events: z.int().nonnegative(),
  }),
  ofTenant,
)

const bound = z.int().min(1).max(1_000_000_000).nullable()
const quota = z.strictObject({ soft: bound, hard: bound })
export const quotasSchema = z.strictObject({ people: quota, liveSessions: quota, eventsPerDay: quota })

export const tenantRenamed = defineEvent('TenantRenamed', 1, tenantRegistered.data.pick({ name: true }), ofTenant)
/** All quotas of the tenant from now on, not only the changed ones. */
export const quotasChanged = defineEvent('QuotasChanged', 1, quotasSchema, ofTenant)

/** Ends every session of the tenant and refuses sign-in until `TenantResumed`. */
export const tenantSuspended = defineEvent(
  'TenantSuspended',
  1,
  z.strictObject({
    /** The operation that says what became of each session. */
    operationId: idSchema,
    ...because,
  }),
  ofTenant,
)
export const tenantResumed = defineEvent('TenantResumed', 1, z.strictObject(because), ofTenant)

/** Nobody signs in this way until then, and the sessions that came this way end. Nobody writes that a block has lapsed. */
export const blockAdded = defineEvent(
  'BlockAdded',
  1,
  z.strictObject({
    blockId: idSchema,
    kind: z.enum(blockKinds),
    /** In its normal form; `events/tenant/blocks.ts` says which. */
    value: personalOr(z.string().min(1).max(200), erased),
    until: instantSchema,
    /** The operation that says what became of each session. */
    operationId: idSchema,
    reason: because.reason,
    ticket: because.ticket,
  }),
  ofTenant,
)
/** A block was lifted before its time. */
export const blockRemoved = defineEvent(
  'BlockRemoved',
  1,
  z.strictObject({ blockId: idSchema, reason: because.reason, ticket: because.ticket }),
  ofTenant,
)

export const tenantEvents = [
  tenantRegistered,
  clientRegistered,
  clientChanged,
  clientRemoved,
  apiKeyIssued,
  apiKeyRevoked,
  memberRoleChanged,
  adminSetAside,
  adminBroughtBack,
  policyChanged,
  ...policyEvents,
  logRestored,
  tenantRenamed,
  quotasChanged,
  tenantSuspended,
  tenantResumed,
  blockAdded,
  blockRemoved,
] as const
/** Events of `tenant-` streams (beside the tenant-wide `SessionsInvalidated`). */
export type TenantEvent = EventOf<(typeof tenantEvents)[number]>
export type SlugClaimed = EventOf<typeof slugClaimed>
