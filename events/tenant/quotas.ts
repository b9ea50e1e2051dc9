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

export const quotaLevel = (quota: Quota, used: number): 'within' | 'warning' | 'full' => {
  if (isFull(quota, used)) return 'full'
  return quota.soft !== null && used >= quota.soft ? 'warning' : 'within'
}
