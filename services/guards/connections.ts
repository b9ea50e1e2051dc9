import type { z } from 'zod'
import type { connectionsShape, GuardRow } from '#events/wire/guards.ts'
import type { CountOpenConnections } from '#services/ports/openConnections.ts'
import type { GuardDirectory, KnownGuard } from './guardDirectory.ts'
import type { Journal } from './journal.ts'
import type { Revocation } from './revocation.ts'

/** What is said of a key beside its guards. */
export interface KeyOfGuard {
  name: string
  owner: { kind: 'application'; clientId: string } | { kind: 'person'; userId: string }
}

export interface ConnectionsNeeds {
  directory: Pick<GuardDirectory, 'ofTenant'>
  journal: Pick<Journal, 'ready' | 'applied' | 'between'>
  keysOf: (tenantId: string) => Promise<ReadonlyMap<string, KeyOfGuard>>
  countOpen: CountOpenConnections
}

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString()

const rowOf = (
  guard: KnownGuard,
  key: KeyOfGuard | undefined,
  unconfirmed: readonly Revocation[] | null,
): GuardRow => ({
  name: guard.name,
  key: { id: guard.keyId, name: key?.name ?? guard.keyId },
  applicationId: key?.owner.kind === 'application' ? key.owner.clientId : null,
  version: guard.version,
  streams: guard.streams,
  address: guard.address,
  since: iso(guard.since),
  confirmedAt: guard.confirmedAt === null ? null : iso(guard.confirmedAt),
  behind: unconfirmed?.length ?? null,
  behindSince: unconfirmed?.[0]?.at ?? null,
})

/** Those that are away or behind come first: they are what somebody has to look at. */
const byNeed = (one: GuardRow, other: GuardRow): number =>
  Number(one.streams > 0) - Number(other.streams > 0) ||
  (other.behind ?? 0) - (one.behind ?? 0) ||
  (one.name < other.name ? -1 : 1)

/** @throws CodedError store-unavailable */
export const connectionsOf = async (
  { directory, journal, keysOf, countOpen }: ConnectionsNeeds,
  tenantId: string,
): Promise<z.infer<typeof connectionsShape>> => {
  const [keys, people] = await Promise.all([keysOf(tenantId), countOpen(tenantId), journal.ready()])
  const upTo = journal.applied()
  const guards = directory.ofTenant(tenantId).map((guard) => {
    const unconfirmed = guard.confirmed === null ? null : journal.between(tenantId, guard.confirmed, upTo)
    return rowOf(guard, keys.get(guard.keyId), unconfirmed)
  })
  return { guards: guards.toSorted(byNeed), people }
}
