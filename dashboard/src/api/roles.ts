import type { Role } from '#events/tenant/events.ts'

const titles: Record<Role, string> = {
  admin: 'Admin',
  analyst: 'Analyst',
  auditor: 'Auditor',
  operator: 'Operator',
  member: 'Member',
}
/** The title of the person's highest role, for the side bar. */
export const roleTitle = (roles: readonly Role[]): string => {
  const order: Role[] = ['admin', 'analyst', 'auditor', 'operator', 'member']
  const role = order.find((candidate) => roles.includes(candidate))
  return role === undefined ? 'No role' : titles[role]
}

/** The titles of all of a person's roles. */
export const roleTitles = (roles: readonly Role[]): string => roles.map((role) => titles[role]).join(', ')

/** What each role may do, in a few words. */
export const roleNotes: Record<Role, string> = {
  member: 'own sessions',
  analyst: 'watches, ends sessions, judges anomalies',
  auditor: 'reads and exports',
  admin: 'all of it, and people, rules, applications',
  operator: 'tenants and system',
}
