import type { EventType, RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import { slugClaimed, tenantEvents } from '#events/tenant/events.ts'
import { emailClaimed, userEvents } from '#events/user/events.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import { foldClaim, unclaimed, type ClaimState } from './claimState.ts'
import { rememberedStreams, type RememberedStreams } from './rememberedStreams.ts'
import { foldTenant, unknownTenant, type TenantState } from './tenantState.ts'
import { foldUser, unknownUser, type UserState } from './userState.ts'

/** What this process remembers of tenants, people and the names they hold. */
export interface TenantMemory {
  tenants: RememberedStreams<TenantState>
  users: RememberedStreams<UserState>
  claims: RememberedStreams<ClaimState>
  /** Types of event that the streams it remembers are made of. */
  readonly wanted: readonly EventType[]
  /** Call with every event of these types, in order. */
  observe(event: Recorded<RollcallEvent>): void
}

/** What stands in the streams of tenants, people and claims. */
const remembered: readonly EventType[] = [...tenantEvents, ...userEvents, emailClaimed, slugClaimed].map(
  ({ type }) => type,
)

/** A tenant's state holds all its members' roles; a person's or a claim's is some hundred bytes. */
const capacities = { tenants: 1_000, users: 20_000, claims: 20_000 } as const

export const tenantMemory = (
  store: Pick<EventStore, 'readStream'>,
  isCurrent: () => boolean,
  capacity: Record<keyof typeof capacities, number> = capacities,
): TenantMemory => {
  const shared = { store, isCurrent }
  const tenants = rememberedStreams({ ...shared, empty: unknownTenant, fold: foldTenant, capacity: capacity.tenants })
  const users = rememberedStreams({ ...shared, empty: unknownUser, fold: foldUser, capacity: capacity.users })
  const claims = rememberedStreams({ ...shared, empty: unclaimed, fold: foldClaim, capacity: capacity.claims })
  return {
    tenants,
    users,
    claims,
    wanted: remembered,
    observe: (event) => {
      if (event.stream.startsWith('tenant-')) tenants.observe(event)
      else if (event.stream.startsWith('user-')) users.observe(event)
      else if (event.stream.startsWith('claim-')) claims.observe(event)
    },
  }
}
