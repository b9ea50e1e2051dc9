import { isForEveryone, rolesMay, scopesMay, type Permission, type Scope } from '#events/permissions.ts'
import { systemTenantId } from '#events/streams.ts'
import type { Actor } from '#events/envelope.ts'
import type { Role } from '#events/tenant/events.ts'
import type { CodedError } from '#services/ports/errors.ts'

/** Audience of the dashboard's access tokens; administrative routes accept no other. */
export const dashboardClientId = 'dashboard'
export const dashboardAudience = 'rollcall-dashboard'

/** Somebody who signed in, as proven by an access token that is still good. */
interface Session {
  tenantId: string
  userId: string
  sessionId: string
  clientId: string
  audience: string
  roles: readonly Role[]
  /** Signed in with a one-time password: may only change it, look at the session and sign out. */
  mustChangePassword: boolean
  /** Milliseconds since the epoch. */
  accessExpiresAt: number
}

export interface PersonCaller extends Session {
  kind: 'person'
}

/** Signed in under the reserved tenant: runs the installation and sees nothing of any tenant. */
export interface OperatorCaller extends Session {
  kind: 'operator'
}

/** A program that holds a key of a tenant. */
export interface ApiKeyCaller {
  kind: 'apiKey'
  tenantId: string
  keyId: string
  scopes: readonly Scope[]
}

/** An application's guard: one of the processes that share a key, by the name it gives itself. */
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

/** Roles count in the dashboard alone; what is everyone's is theirs in every application. */
export const callerMay = (caller: Caller, permission: Permission): boolean => {
  switch (caller.kind) {
    case 'person':
    case 'operator':
      if (isForEveryone(permission)) return true
      return caller.audience === dashboardAudience && rolesMay(caller.roles, permission)
    case 'apiKey':
      return scopesMay(caller.scopes, permission)
    case 'guard':
      return scopesMay(guardScopes, permission)
  }
}

/** Whom limits and repeated requests count: ids are never reused, so no two callers of a tenant share one. */
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

/** The application a caller speaks through; null where a key says nothing of one. */
export const clientOf = (caller: Caller): string | null => {
  switch (caller.kind) {
    case 'person':
    case 'operator':
      return caller.clientId
    case 'apiKey':
    case 'guard':
      return null
  }
}

/** Whose doing an event is. What a person does with what is their own they do as its user, admins too. */
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
 * Decides whether an access token is good now: no database round trip and no signature once it is known.
 * @throws CodedError not-signed-in, session-ended (with cause, message?, endedAt), token-outdated, revocation-unknown, not-ready
 */
export type CheckSession = (accessToken: string) => SignedInCaller | Promise<SignedInCaller>

/**
 * The `session-ended` that a session's holder gets if it is over at `at` (milliseconds since the epoch), by its own stream; null
 * while it goes on or never was.
 * @throws CodedError store-unavailable
 */
export type RefusalAt = (
  session: Pick<SignedInCaller, 'tenantId' | 'sessionId'>,
  at: number,
) => Promise<CodedError | null>
