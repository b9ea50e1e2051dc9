import { type QuotaStanding, quotaStandings } from '#events/tenant/quotas.ts'
import type { Clock } from '#services/ambient/clock.ts'
import type { Logger } from '#services/logging/logger.ts'
import type { TenantFigures } from '#services/metrics/metricsSources.ts'
import type { TenantUse } from '#services/ports/tenantViews.ts'
import type { IndexedTenant, TenantIndex } from '#services/projections/tenantIndex/tenantIndex.ts'

export interface TenantFiguresNeeds {
  index: TenantIndex
  tenantUse: TenantUse
  countPeople: (tenantId: string) => Promise<number>
  /** Of all tenants. */
  countHolds: () => Promise<number>
  clock: Clock
  logger: Logger
}

/** How a tenant stands with one of its quotas. */
interface Standing extends QuotaStanding {
  tenantId: string
}

const keyOf = ({ tenantId, quota }: Standing): string => `${tenantId} ${quota}`

/** Says each quota that is reached in the log, once, and once when there is room again. */
const telling = (logger: Logger) => {
  let reached = new Map<string, Standing>()
  return (standings: readonly Standing[]): void => {
    const now = new Map(standings.filter(({ level }) => level !== 'within').map((each) => [keyOf(each), each]))
    for (const [key, standing] of now)
      if (reached.get(key)?.level !== standing.level) logger.warn('A tenant has reached a quota', { ...standing })
    for (const [key, { tenantId, quota }] of reached)
      if (!now.has(key)) logger.info('A tenant has room in a quota again', { tenantId, quota })
    reached = now
  }
}

const isBounded = ({ quotas }: IndexedTenant): boolean =>
  Object.values(quotas).some(({ soft, hard }) => soft !== null || hard !== null)

/** Answers a function that looks at all tenants: their quotas, blocks and holds. */
export const tenantFigures = (needs: TenantFiguresNeeds): (() => Promise<TenantFigures>) => {
  const { index, tenantUse, countPeople, countHolds, clock, logger } = needs
  const tell = telling(logger)
  const standingsOf = async (bounded: readonly IndexedTenant[]): Promise<Standing[]> => {
    if (bounded.length === 0) return []
    const use = await tenantUse(bounded.map(({ id }) => id))
    const standings = bounded.map(async ({ id: tenantId, quotas }) => {
      const { liveSessions = 0, eventsPerDay = 0 } = use.get(tenantId) ?? {}
      const used = { people: await countPeople(tenantId), liveSessions, eventsPerDay }
      return quotaStandings(quotas, used).map((standing) => ({ tenantId, ...standing }))
    })
    return (await Promise.all(standings)).flat()
  }
  return async () => {
    const [{ tenants }, holds] = await Promise.all([index(), countHolds()])
    const standings = await standingsOf(tenants.filter(isBounded))
    tell(standings)
    const inForce = ({ until }: { until: string }): boolean => Date.parse(until) > clock.now()
    const blocks = tenants.reduce((sum, tenant) => sum + tenant.blocks.filter(inForce).length, 0)
    return { standings: standings.map(({ quota, level }) => ({ quota, level })), blocks, holds }
  }
}
