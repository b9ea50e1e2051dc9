import { isForEveryone, rolesMay, scopesMay, type Permission, type Scope } from '#events/permissions.ts'
import { systemTenantId } from '#events/streams.ts'
import { dashboardAudience } from '#events/tenant/dashboardClient.ts'
import type { Actor } from '#events/envelope.ts'
import type { Role } from '#events/tenant/events.ts'
import type { CodedError } from '#services/ports/errors.ts'

/** Somebody who signed in, as proven by an access token that is still good. */
interface Session {
  tenantId: string
  userId: string
  sessionId: string
  clientId: string
  audience: string
  roles: readonly Role[]
  /** The person signed in with a one-time password and may only change it, look at the session and sign out. */
  mustChangePassword: boolean
  /** The person has to prove anew who they are before the session goes on. */
  mustReauthenticate: boolean
  /** When the person last proved who they are, and how (RFC 8176), as this token says. Milliseconds since the epoch. */
  authTime: number
  methods: readonly string[]
  /** Milliseconds since the epoch. */
  accessExpiresAt: number
}

export interface PersonCaller extends Session {
  kind: 'person'
}

/** A person signed in under the reserved tenant: runs the installation and sees no tenant's data. */
export interface OperatorCaller extends Session {
  kind: 'operator'
}

/** A program that holds a key of a tenant. */
export interface ApiKeyCaller {
  kind: 'apiKey'
  tenantId: string
  keyId: string
  scopes: readonly Scope[]
  /** The application that the key belongs to; null: it belongs to a person. */
  clientId: string | null
  /** Of the person that the key belongs to, who must be permitted too; null: it belongs to an application. */
  roles: readonly Role[] | null
}

/** An application's guard. Several guard processes may share a key, so each names itself. */
export interface GuardCaller {
  kind: 'guard'
  tenantId: string
  keyId: string
  name: string
}

export type SignedInCaller = PersonCaller | OperatorCaller
export type Caller = SignedInCaller | ApiKeyCaller | GuardCaller

export const signedInCaller = (session: Session): SignedInCaller =>
  session.tenantId === systemTenantId ? { kind: 'operator', ...session } : { kind: 'person', ...session }

const guardScopes: readonly Scope[] = ['guard']

/** Roles give permissions in the dashboard only. What everyone may do, a person may do in every application. */
export const callerMay = (caller: Caller, permission: Permission): boolean => {
  switch (caller.kind) {
    case 'person':
    case 'operator':
      if (isForEveryone(permission)) return true
      return caller.audience === dashboardAudience && rolesMay(caller.roles, permission)
    case 'apiKey':
      return scopesMay(caller.scopes, permission) && (caller.roles === null || rolesMay(caller.roles, permission))
    case 'guard':
      return scopesMay(guardScopes, permission)
  }
}

/** The id by which limits and idempotency keys tell callers apart: no two callers of a tenant share one, for ids are never reused. */
export const callerId = (caller: Caller): string => {
  switch (caller.kind) {
    case 'person':
    case 'operator':
      return caller.userId
    case 'apiKey':
    case 'guard':
      return caller.keyId
  }
}

/** The application through which the caller signed in, or whose key it is; null for keys of people and for guards. */
export const clientOf = (caller: Caller): string | null => {
  switch (caller.kind) {
    case 'person':
    case 'operator':
    case 'apiKey':
      return caller.clientId
    case 'guard':
      return null
  }
}

/** The actor to write into an event. An admin who changes what is their own acts as a user. */
export const actorOf = (caller: Caller, doing: 'own' | 'administration'): Actor => {
  switch (caller.kind) {
    case 'person':
      return {
        kind: doing === 'administration' && caller.roles.includes('admin') ? 'admin' : 'user',
        id: caller.userId,
      }
    case 'operator':
      return { kind: doing === 'administration' ? 'admin' : 'user', id: caller.userId }
    case 'apiKey':
    case 'guard':
      return { kind: 'apiKey', id: caller.keyId }
  }
}

/**
 * Decides whether an access token is good now. A token it has seen before needs no database round trip and no signature check.
 * @throws CodedError not-signed-in, session-ended (with cause, message?, endedAt), token-outdated, revocation-unknown, not-ready
 */
export type CheckSession = (accessToken: string) => SignedInCaller | Promise<SignedInCaller>

/**
 * Lets through who has proved recently enough, by their tenant's policy, who they are.
 * @throws CodedError reauthentication-required (with maxAgeSeconds, methods)
 */
export type RequireRecentProof = (caller: SignedInCaller) => Promise<void>

/**
 * Decides whether an API key is good now.
 * @throws CodedError not-signed-in, store-unavailable
 */
export type CheckApiKey = (key: string) => Promise<ApiKeyCaller>

/**
 * Reads the session's own stream. Answers the `session-ended` error for its holder if the session is over at `at` (milliseconds
 * since the epoch); null if it goes on or never existed.
 * @throws CodedError store-unavailable
 */
export type RefusalAt = (
  session: Pick<SignedInCaller, 'tenantId' | 'sessionId'>,
  at: number,
) => Promise<CodedError | null>
