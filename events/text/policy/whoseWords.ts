import type { Override } from '../../tenant/policy/sections.ts'
import type { Role } from '../../tenant/events.ts'

/** People by their role, as in a sentence. */
export const people: Record<Role, string> = {
  member: 'members',
  analyst: 'analysts',
  auditor: 'auditors',
  admin: 'admins',
  operator: 'operators',
}

/** Whom an override is for: "analysts", "the app web". */
export const whoseWords = (whose: Override): string =>
  whose.kind === 'role' ? people[whose.role] : `the app ${whose.clientId}`
