import pLimit from 'p-limit'
import type { Position } from '#events/envelope.ts'
import { fold } from '#events/filter/fold.ts'
import { systemTenantId } from '#events/streams.ts'
import type { Policy } from '#events/tenant/policy/sections.ts'
import type { Block } from '#events/tenant/blocks.ts'
import type { Quotas } from '#events/tenant/quotas.ts'
import type { LogTail } from '#services/feed/logTail.ts'
import type { Directory, Tenant } from '#services/ports/identity.ts'
import type { ListTenantIds } from '#services/ports/tenantViews.ts'

/** What is asked of all tenants at once. */
export interface IndexedTenant {
  id: string
  slug: string
  /** As texts are compared. */
  name: string
  registeredAt: string
  quotas: Quotas
  /** Some may have lapsed. */
  blocks: readonly Pick<Block, 'until'>[]
  retention: Policy['retention']
}

export interface TenantIndexNeeds {
  listTenantIds: ListTenantIds
  readTenant: Directory['tenant']
  tail: Pick<LogTail, 'listen' | 'waitFor'>
}

/** Answers every tenant but the operators' own, as far as the view has read, and how far that is. */
export type TenantIndex = () => Promise<{ tenants: IndexedTenant[]; position: Position }>

const indexed = ({ tenantId: id, slug, name, registeredAt, quotas, blocks, policy }: Tenant): IndexedTenant => ({
  id,
  slug,
  name: fold(name),
  registeredAt,
  quotas,
  blocks,
  retention: policy.retention,
})

const movingTypes = [
  'TenantRegistered',
  'TenantRenamed',
  'QuotasChanged',
  'BlockAdded',
  'BlockRemoved',
  'RetentionChanged',
] as const
const idsAtOnce = 200
/** Streams read at the same time, when a process is asked for the first time. */
const readsAtOnce = 8

/**
 * All tenants, in memory: each process reads them when it is first asked, and again those that moved since. Ids come from
 * the view, newest first, up to the first that is known.
 */
export const tenantIndex = ({ listTenantIds, readTenant, tail }: TenantIndexNeeds): TenantIndex => {
  const ids = new Set<string>()
  /** Null: claimed a short name and was never registered. Absent: to be read. */
  const known = new Map<string, IndexedTenant | null>()
  let moves = 0
  tail.listen(movingTypes, ({ tenantId }) => {
    moves += 1
    known.delete(tenantId)
  })

  const readNewIds = async (): Promise<Position> => {
    const found: string[] = []
    let position: Position | undefined
    for (let cursor: string | undefined; ;) {
      const page = await listTenantIds({ limit: idsAtOnce, cursor })
      position ??= page.position
      found.push(...page.items)
      if (page.nextCursor === null || page.items.some((id) => ids.has(id))) break
      cursor = page.nextCursor
    }
    for (const id of found) if (id !== systemTenantId) ids.add(id)
    return position
  }
  const read = async (id: string): Promise<IndexedTenant | null> => {
    const before = moves
    const tenant = await readTenant(id)
    const read = tenant === null ? null : indexed(tenant)
    // Whatever moved meanwhile may have moved after it was read.
    if (moves === before) known.set(id, read)
    return read
  }
  return async () => {
    const position = await readNewIds()
    await tail.waitFor(position).catch(() => undefined)
    const inTurn = pLimit(readsAtOnce)
    const entries = [...ids].map(async (id) => known.get(id) ?? (known.has(id) ? null : inTurn(() => read(id))))
    return { tenants: (await Promise.all(entries)).filter((tenant) => tenant !== null), position }
  }
}
