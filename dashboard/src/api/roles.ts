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
