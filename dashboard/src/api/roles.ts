import type { Role } from '#events/tenant/events.ts'

const hasOneOf =
  (allowed: readonly Role[]) =>
  (roles: readonly Role[]): boolean =>
    roles.some((role) => allowed.includes(role))

/** Watches, searches and reads the tenant's sessions. */
export const mayWatch = hasOneOf(['analyst', 'admin', 'auditor'])
/** Ends other people's sessions. */
export const mayEnd = hasOneOf(['analyst', 'admin'])
export const mayOperate = hasOneOf(['operator'])

const titles: Record<Role, string> = {
  admin: 'Admin',
  analyst: 'Analyst',
  auditor: 'Auditor',
  operator: 'Operator',
  member: 'Member',
}
/** The mightiest role, as the side bar shows it. */
export const roleTitle = (roles: readonly Role[]): string => {
  const order: Role[] = ['admin', 'analyst', 'auditor', 'operator', 'member']
  const role = order.find((candidate) => roles.includes(candidate))
  return role === undefined ? 'No role' : titles[role]
}
