import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import { hasLifetimesOfRoles } from '#events/tenant/policy/lifetimesFor.ts'
import type { ShortenSession } from '#services/ports/endings.ts'
import type { Directory } from '#services/ports/identity.ts'
import type { OperationViews } from '#services/ports/operationViews.ts'
import type { LiveSessionIds } from '#services/ports/revocations.ts'

export interface ShortenByRolesNeeds {
  directory: Pick<Directory, 'tenant'>
  views: Pick<OperationViews, 'waitForView'>
  liveSessionIds: LiveSessionIds
  shortenSession: ShortenSession
}

export type RoleChange = Recorded<Extract<RollcallEvent, { type: 'MemberRoleChanged' }>>

const viewWaitMs = 2_000

/**
 * Records in a person's live sessions what rules of their new roles take from them: decisions know it at once, lists and the sweeper
 * by this. May be repeated.
 * @throws CodedError view-behind
 */
export const shortenByRoles =
  ({ directory, views, liveSessionIds, shortenSession }: ShortenByRolesNeeds) =>
  async ({ tenantId, position, correlationId, id: causationId, data: { userId } }: RoleChange): Promise<void> => {
    const tenant = await directory.tenant(tenantId)
    if (tenant === null || !hasLifetimesOfRoles(tenant.policy)) return
    await views.waitForView(position, viewWaitMs)
    const actor = { kind: 'system', id: 'roles' } as const
    const origin = { tenantId, actor, correlationId, causationId, context: null }
    for (const sessionId of await liveSessionIds(tenantId, userId)) await shortenSession({ sessionId }, origin)
  }
