import { quotaNames } from '#events/tenant/quotas.ts'
import type { TenantSort } from '#events/wire/tenants.ts'
import { quotaWords } from './quotaWords.ts'

type SortKey = Exclude<TenantSort, `-${string}`>

interface TenantColumn {
  title: string
  /** Absent: nobody sorts by it. */
  sort?: SortKey
  /** The greatest or newest comes first. */
  startsDescending?: true
  /** Right-aligned, and not on a phone. */
  isNumber?: true
}

const ofUse: Partial<Record<(typeof quotaNames)[number], SortKey>> = {
  liveSessions: 'liveSessions',
  eventsPerDay: 'eventsPerDay',
}

export const tenantColumns: readonly TenantColumn[] = [
  { title: 'Name', sort: 'name' },
  { title: 'Short name', sort: 'slug' },
  { title: 'State' },
  ...quotaNames.map((quota): TenantColumn => {
    const sort = ofUse[quota]
    return { title: quotaWords[quota], isNumber: true, ...(sort === undefined ? {} : { sort, startsDescending: true }) }
  }),
  { title: 'Created', sort: 'registeredAt', startsDescending: true, isNumber: true },
]
