import type { Role } from './tenant/events.ts'
import type { apiKeyScopes } from './wordLists.ts'

export type Scope = (typeof apiKeyScopes)[number]

interface Holders {
  /** `everyone`: each signed-in person, whatever their roles and whatever application they signed in through. */
  roles: 'everyone' | readonly Role[]
  scopes: readonly Scope[]
}

/** Who may do what. Each route and each socket names one of these, and pages offer only what they allow. */
export const permissions = {
  /** To see one's own account and session, and to change one's password. */
  'own-account': { roles: 'everyone', scopes: [] },
  'end-own-sessions': { roles: 'everyone', scopes: [] },
  watch: { roles: ['analyst', 'admin', 'auditor'], scopes: ['read'] },
  'end-sessions': { roles: ['analyst', 'admin'], scopes: [] },
  /** To keep a person from signing in for hours. */
  contain: { roles: ['analyst', 'admin'], scopes: [] },
  /** To block the way by which one came in oneself, and others with it. */
  'shut-own-way': { roles: ['admin'], scopes: [] },
  'judge-anomalies': { roles: ['analyst', 'admin'], scopes: [] },
  /** To end more than `mostWithoutPermission` sessions at once. */
  'end-many-sessions': { roles: ['admin'], scopes: [] },
  'manage-people': { roles: ['admin'], scopes: [] },
  'manage-policy': { roles: ['admin'], scopes: [] },
  'manage-applications': { roles: ['admin'], scopes: [] },
  'manage-keys': { roles: ['admin'], scopes: [] },
  'export-log': { roles: ['analyst', 'admin', 'auditor'], scopes: [] },
  'export-evidence': { roles: ['admin', 'auditor'], scopes: [] },
  operate: { roles: ['operator'], scopes: [] },
  'follow-revocations': { roles: [], scopes: ['guard'] },
  /** To start and end sessions of people in the application whose key it is. */
  'sign-people-in': { roles: [], scopes: ['sessions'] },
  /** To take over the sessions of an application's own table. */
  'import-sessions': { roles: ['admin'], scopes: ['sessions'] },
  /** To ask whether a token is good. */
  'check-tokens': { roles: [], scopes: ['sessions', 'guard'] },
} as const satisfies Record<string, Holders>

export type Permission = keyof typeof permissions
/** Permissions that no API key can have, so that a caller who has one is a signed-in person. */
export type PersonalPermission = {
  [Name in Permission]: (typeof permissions)[Name]['scopes'] extends readonly [] ? Name : never
}[Permission]

const isName = (name: string): name is Permission => name in permissions
export const permissionNames: readonly Permission[] = Object.keys(permissions).filter(isName)

/** The most sessions that somebody without `end-many-sessions` may end in one operation. */
export const mostWithoutPermission = 50

export const isForEveryone = (permission: Permission): boolean => permissions[permission].roles === 'everyone'

export const rolesMay = (roles: readonly Role[], permission: Permission): boolean => {
  const { roles: holders }: Holders = permissions[permission]
  return holders === 'everyone' || roles.some((role) => holders.includes(role))
}

export const scopesMay = (scopes: readonly Scope[], permission: Permission): boolean => {
  const { scopes: holders }: Holders = permissions[permission]
  return scopes.some((scope) => holders.includes(scope))
}

export const permissionsOf = (roles: readonly Role[]): Permission[] =>
  permissionNames.filter((permission) => rolesMay(roles, permission))
