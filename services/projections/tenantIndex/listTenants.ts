import { fold } from '#events/filter/fold.ts'
import { systemTenantId } from '#events/streams.ts'
import type { TenantSort } from '#events/wire/tenants.ts'
import type { ListTenants, TenantUse } from '#services/ports/tenantViews.ts'
import type { Cursors, Place } from '../queries/cursors.ts'
import { pageOf } from '../queries/page.ts'
import type { IndexedTenant, TenantIndex } from './tenantIndex.ts'

interface ListTenantsNeeds {
  index: TenantIndex
  tenantUse: TenantUse
  cursors: Cursors
}

type Key = string | number
interface Sortable {
  id: string
  key: Key
}

const matches =
  (find: string) =>
  ({ id, slug, name }: IndexedTenant): boolean =>
    name.includes(find) || slug.includes(find) || id === find

const isOfUse = (key: string): key is 'liveSessions' | 'eventsPerDay' =>
  key === 'liveSessions' || key === 'eventsPerDay'

/** By key, then by id, as the database compares them. */
const comparing = (sort: TenantSort) => {
  const sign = sort.startsWith('-') ? -1 : 1
  return (one: Sortable, other: Sortable): number => {
    if (one.key !== other.key) return one.key < other.key ? -sign : sign
    return one.id < other.id ? -sign : one.id > other.id ? sign : 0
  }
}

const placed = ({ key, id }: Place): Sortable => ({ key: key ?? '', id })

/** A page of tenants; `total` is exact. */
export const listTenants = ({ index, tenantUse, cursors }: ListTenantsNeeds): ListTenants => {
  const sortable = async (tenants: readonly IndexedTenant[], sort: TenantSort): Promise<Sortable[]> => {
    const by = sort.replace(/^-/, '') as Exclude<TenantSort, `-${string}`>
    if (!isOfUse(by)) return tenants.map((tenant) => ({ id: tenant.id, key: tenant[by] }))
    const use = await tenantUse(tenants.map(({ id }) => id))
    return tenants.map(({ id }) => ({ id, key: use.get(id)?.[by] ?? 0 }))
  }
  return async ({ q, sort, cursor, limit }) => {
    const list = { tenantId: systemTenantId, list: 'tenants', filter: q, sort }
    const after = cursor === undefined ? null : placed(cursors.open(list, cursor))
    const compare = comparing(sort)
    const { tenants, position } = await index()
    const found = (await sortable(tenants.filter(matches(fold(q))), sort)).toSorted(compare)
    return pageOf({
      rows: after === null ? found : found.filter((row) => compare(row, after) > 0),
      limit,
      show: (rows) => rows.map(({ id }) => id),
      placeOf: ({ key, id }) => ({ key, id }),
      list,
      cursors,
      total: found.length,
      isFirst: after === null,
      position,
    })
  }
}
