import type { QuotaName } from '#events/tenant/quotas.ts'

/** What a tenant uses, by the names of its quotas. */
export const quotaWords: Record<QuotaName, string> = {
  people: 'People',
  liveSessions: 'Live sessions',
  eventsPerDay: 'Events today',
}
