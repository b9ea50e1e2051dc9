import type { Recorded } from '#events/envelope.ts'
import { type ClaimStream, claimStream, type EventOfStream } from '#events/streams.ts'
import type { StreamType } from '#services/commands/streamType.ts'

/** The state of a `claim-` stream: who owns a name, and since when (ISO 8601). */
export interface ClaimState {
  claim: { ownerId: string; at: string } | null
}

export const unclaimed: ClaimState = { claim: null }

const change = (claim: ClaimState['claim'], event: Recorded<EventOfStream<ClaimStream>>): ClaimState['claim'] => {
  switch (event.type) {
    case 'EmailClaimed':
    case 'ReferenceClaimed':
    case 'PasskeyClaimed':
      return { ownerId: event.data.userId, at: event.at }
    case 'SlugClaimed':
      return { ownerId: event.data.tenantId, at: event.at }
  }
  // An event of a later release.
  return claim
}

export const claimStreams: StreamType<ClaimStream, ClaimState> = {
  kind: 'claim',
  version: 3,
  nameOf: claimStream,
  empty: unclaimed,
  fold: (state, events) => ({ claim: events.reduce(change, state.claim) }),
  subjectOf: () => '',
}
