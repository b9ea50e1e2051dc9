import type { Role } from '#events/tenant/events.ts'
import { CodedError } from '#services/ports/errors.ts'
import { dashboardAudience, type Caller } from '#services/http/caller.ts'

/** Who may watch a tenant live. */
const watchingRoles: readonly Role[] = ['analyst', 'admin', 'auditor']

/** @throws CodedError password-change-required */
export const mayJoinMe = (caller: Caller): void => {
  if (caller.mustChangePassword) throw new CodedError('password-change-required')
}

/** @throws CodedError password-change-required, forbidden */
export const mayJoinLive = (caller: Caller): void => {
  mayJoinMe(caller)
  const mayWatch = caller.roles.some((role) => watchingRoles.includes(role))
  if (caller.audience !== dashboardAudience || !mayWatch) throw new CodedError('forbidden')
}
