import type { Role } from '#events/tenant/events.ts'

/** What a role lets a person do, as pages ask it. Routes decide for themselves; this only saves a person dead buttons. */
export const permissions = {
  'end-own-sessions': ['member', 'analyst', 'admin', 'auditor', 'operator'],
  watch: ['analyst', 'admin', 'auditor'],
  'end-sessions': ['analyst', 'admin'],
  'judge-anomalies': ['analyst', 'admin'],
  'end-many-sessions': ['admin'],
  'manage-people': ['admin'],
  'manage-policy': ['admin'],
  'export-log': ['analyst', 'admin', 'auditor'],
  'export-evidence': ['admin', 'auditor'],
  operate: ['operator'],
} as const satisfies Record<string, readonly Role[]>
export type Permission = keyof typeof permissions

export const permissionNames = Object.keys(permissions) as [Permission, ...Permission[]]

export const permissionsOf = (roles: readonly Role[]): Permission[] =>
  permissionNames.filter((name) => permissions[name].some((role) => roles.includes(role)))
