import type { z } from 'zod'
import { rolesMay } from '#events/permissions.ts'
import type { reachedLimitShape } from '#events/wire/sessionLimits.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Person, Tenant } from '#services/ports/identity.ts'
import type { IsBeyondCap } from '#services/ports/tenantViews.ts'
import type { Standing } from '../commands/sessionCommands.ts'

/** One person's sessions may have filled a tenant: whoever can end them is never kept out. */
export const canMakeRoom = ({ roles }: Pick<Person, 'roles'>): boolean => rolesMay(roles, 'end-many-sessions')

export const capReached = (limit: number): CodedError => {
  const extra: z.infer<typeof reachedLimitShape> = { kind: 'tenant', limit, sessions: [], choice: null }
  const detail = `This organisation has all ${limit} sessions that its rules allow at once. Wait until somebody signs out, or ask an admin.`
  return new CodedError('session-limit', { detail, extra })
}

/** The tenant's cap that a session has gone beyond which is in the log already; null: it is one of those that the cap allows. */
export type CapExceededBy = (
  tenant: Pick<Tenant, 'tenantId' | 'policy'>,
  person: Pick<Person, 'roles'>,
  standing: Standing,
) => Promise<number | null>

/**
 * Of sessions that begin at once those come in that begin first in the log, at whatever processes. Views that are too far behind keep
 * nobody out (docs/decisions/0132).
 */
export const capExceededBy =
  (isBeyondCap: IsBeyondCap): CapExceededBy =>
  async ({ tenantId, policy }, person, { session, position }) => {
    const { tenantWide } = policy.limits
    if (tenantWide === null || canMakeRoom(person)) return null
    const started = { sessionId: session.sessionId, position }
    const isBeyond = await isBeyondCap(tenantId, started, tenantWide).catch((error: unknown) => {
      if (error instanceof CodedError && error.code === 'view-behind') return false
      throw error
    })
    return isBeyond ? tenantWide : null
  }
