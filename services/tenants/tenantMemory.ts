import type { EventType, RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import type { ClaimStream, TenantStream, UserStream } from '#events/streams.ts'
import { slugClaimed, tenantEvents } from '#events/tenant/events.ts'
import { emailClaimed, userEvents } from '#events/user/events.ts'
import { type CommandedStreams, commandedStreams, type Commanding } from '#services/commands/commandedStreams.ts'
import type { CommandMetadata } from '#services/ports/identity.ts'
import { type ClaimState, claimStreams } from './claimState.ts'
import { type TenantState, tenantStreams } from './tenantState.ts'
import { type UserState, userStreams } from './userState.ts'

/** Who commands, from where; the tenant is the command's own. */
export type Origin = Pick<CommandMetadata, 'actor' | 'correlationId' | 'context'>

/** Tenants, people and the names they hold, as this process remembers and commands them. */
export interface TenantMemory {
  tenants: CommandedStreams<TenantStream, TenantState>
  users: CommandedStreams<UserStream, UserState>
  claims: CommandedStreams<ClaimStream, ClaimState>
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
  shared: Pick<Commanding<TenantStream, TenantState>, 'store' | 'ambient'> & { isCurrent: () => boolean },
): TenantMemory => {
  const tenants = commandedStreams({ ...shared, type: tenantStreams, capacity: capacities.tenants })
  const users = commandedStreams({ ...shared, type: userStreams, capacity: capacities.users })
  const claims = commandedStreams({ ...shared, type: claimStreams, capacity: capacities.claims })
  return {
    tenants,
    users,
    claims,
    wanted: remembered,
    observe: (event) => {
      for (const { observe } of [tenants, users, claims]) observe(event)
    },
  }
}
