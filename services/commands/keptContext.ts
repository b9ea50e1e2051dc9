import type { RequestContext } from '#events/envelope.ts'
import { defaultPolicy } from '#events/tenant/policy/defaultPolicy.ts'
import { contextInDetail } from '#events/tenant/policy/placeDetail.ts'
import type { Directory } from '#services/ports/identity.ts'

/**
 * What the tenant keeps of where a request came from. Events hold it, and what is compared with events; whether somebody is let in is
 * decided on the whole.
 */
export type KeptContext = (tenantId: string, context: RequestContext | null) => Promise<RequestContext | null>

/** As the tenant's rules say. A request without a place asks nobody. */
export const keptContext =
  ({ tenant: tenantOf }: Pick<Directory, 'tenant'>): KeptContext =>
  async (tenantId, context) => {
    if (context === null || context.place === null) return context
    const { policy } = (await tenantOf(tenantId)) ?? { policy: defaultPolicy }
    return contextInDetail(context, policy.place.detail)
  }

/** For commands of programs, which come from nowhere. */
export const withoutPlace: KeptContext = async (_tenantId, context) =>
  context === null ? null : contextInDetail(context, 'off')
