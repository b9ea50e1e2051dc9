export const quotaNames = ['people', 'liveSessions', 'eventsPerDay'] as const
export type QuotaName = (typeof quotaNames)[number]

/** From `soft` on people are warned, at `hard` more is refused; null: no such bound. */
export interface Quota {
  soft: number | null
  hard: number | null
}
export type Quotas = Readonly<Record<QuotaName, Quota>>
/** How much of each a tenant uses. A day is one of UTC. */
export type QuotaUse = Readonly<Record<QuotaName, number>>

const unbounded: Quota = { soft: null, hard: null }
export const noQuotas: Quotas = { people: unbounded, liveSessions: unbounded, eventsPerDay: unbounded }

export const isFull = ({ hard }: Quota, used: number): boolean => hard !== null && used >= hard

export const quotaLevels = ['within', 'warning', 'full'] as const
export type QuotaLevel = (typeof quotaLevels)[number]

export const quotaLevel = (quota: Quota, used: number): QuotaLevel => {
  if (isFull(quota, used)) return 'full'
  return quota.soft !== null && used >= quota.soft ? 'warning' : 'within'
}

export interface QuotaStanding extends Quota {
  quota: QuotaName
  used: number
  level: QuotaLevel
}

/** How a tenant stands with each quota that is bounded at all. */
export const quotaStandings = (quotas: Quotas, use: QuotaUse): QuotaStanding[] =>
  quotaNames
    .filter((quota) => quotas[quota].soft !== null || quotas[quota].hard !== null)
    .map((quota) => {
      const used = use[quota]
      return { quota, ...quotas[quota], used, level: quotaLevel(quotas[quota], used) }
    })
