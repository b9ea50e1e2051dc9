import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'

/** What a `claim-` stream says: whose a name is since when. */
export interface ClaimState {
  revision: number
  position: number
  claim: { ownerId: string; at: string } | null
}

export const unclaimed: ClaimState = { revision: -1, position: 0, claim: null }

const change = (claim: ClaimState['claim'], event: Recorded<RollcallEvent>): ClaimState['claim'] => {
  if (event.type === 'EmailClaimed') return { ownerId: event.data.userId, at: event.at }
  if (event.type === 'SlugClaimed') return { ownerId: event.data.tenantId, at: event.at }
  return claim
}

export const foldClaim = (state: ClaimState, events: readonly Recorded<RollcallEvent>[]): ClaimState =>
  events.reduce<ClaimState>(
    ({ claim }, event) => ({ revision: event.revision, position: event.position, claim: change(claim, event) }),
    state,
  )
