import type { EventType, RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import type { ClaimStream, TenantStream, UserStream } from '#events/streams.ts'
import { slugClaimed, tenantEvents } from '#events/tenant/events.ts'
import { emailClaimed, referenceClaimed, userEvents } from '#events/user/events.ts'
import { passkeyClaimed } from '#events/user/factorEvents.ts'
import { type CommandedStreams, commandedStreams, type Commanding } from '#services/commands/commandedStreams.ts'
import { keptContext } from '#services/commands/keptContext.ts'
import type { CommandMetadata } from '#services/ports/identity.ts'
import { type ApiKeys, apiKeyStreams } from './apiKeys/apiKeyState.ts'
import { type ClaimState, claimStreams } from './claims/claimState.ts'
import { type TenantState, tenantStreams } from './tenantState.ts'
import { type UserState, userStreams } from './people/userState.ts'

/** Who sends a command, and from where. The command itself names the tenant. */
export type Origin = Pick<CommandMetadata, 'actor' | 'correlationId' | 'context'>

/** Tenants, people and claimed names: the states this process remembers, and the commands on them. */
export interface TenantMemory {
  tenants: CommandedStreams<TenantStream, TenantState>
  users: CommandedStreams<UserStream, UserState>
  claims: CommandedStreams<ClaimStream, ClaimState>
  /** By the tenant's stream. */
  apiKeys: CommandedStreams<TenantStream, ApiKeys>
  /** Types of event in the streams that it remembers. */
  readonly wanted: readonly EventType[]
  /** Call with every event of these types, in order. */
  observe(event: Recorded<RollcallEvent>): void
}

const remembered: readonly EventType[] = [
  ...tenantEvents,
  ...userEvents,
  emailClaimed,
  referenceClaimed,
  passkeyClaimed,
  slugClaimed,
].map(({ type }) => type)

/**
 * Most streams in memory. A tenant's state holds the roles of all its members; a person's or a claim's has some hundred
 * bytes.
 */
const capacities = { tenants: 1_000, apiKeys: 1_000, users: 20_000, claims: 20_000 } as const

export const tenantMemory = (
  remembering: Pick<Commanding<TenantStream, TenantState>, 'store' | 'ambient'> & { isCurrent: () => boolean },
): TenantMemory => {
  const tenant = async (tenantId: string) => (await tenants.read(tenantId, '')).state.tenant
  const shared = { ...remembering, keptContext: keptContext({ tenant }) }
  const tenants: TenantMemory['tenants'] = commandedStreams({
    ...shared,
    type: tenantStreams,
    capacity: capacities.tenants,
  })
  const users = commandedStreams({ ...shared, type: userStreams, capacity: capacities.users })
  const claims = commandedStreams({ ...shared, type: claimStreams, capacity: capacities.claims })
  const apiKeys = commandedStreams({ ...shared, type: apiKeyStreams, capacity: capacities.apiKeys })
  return {
    tenants,
    users,
    claims,
    apiKeys,
    wanted: remembered,
    observe: (event) => {
      for (const { observe } of [tenants, users, claims, apiKeys]) observe(event)
    },
  }
}
