import type { Recorded } from '#events/envelope.ts'
import { type EventOfStream, type TenantStream, tenantStream } from '#events/streams.ts'
import type { TenantEvent } from '#events/tenant/events.ts'
import type { StreamType } from '#services/commands/streamType.ts'

type Issued = Extract<TenantEvent, { type: 'ApiKeyIssued' }>['data']

export interface ApiKey extends Issued {
  /** ISO 8601. */
  issuedAt: string
  /** Id of the person who made it. */
  issuedBy: string
  /** ISO 8601. Null: it was not revoked. */
  revokedAt: string | null
}

/** All that were ever issued, by id. */
export type ApiKeys = ReadonlyMap<string, ApiKey>

type Event = Recorded<EventOfStream<TenantStream>>

const apply = (keys: Map<string, ApiKey>, event: Event): void => {
  if (event.type === 'ApiKeyIssued')
    keys.set(event.data.keyId, { ...event.data, issuedAt: event.at, issuedBy: event.actor.id, revokedAt: null })
  if (event.type !== 'ApiKeyRevoked') return
  const revoked = keys.get(event.data.keyId)
  if (revoked !== undefined) keys.set(revoked.keyId, { ...revoked, revokedAt: event.at })
}

/** A tenant's keys, in the tenant's stream. Raise `version` with every change of `ApiKey` or `apply`. */
export const apiKeyStreams: StreamType<TenantStream, ApiKeys> = {
  kind: 'apiKeys',
  version: 1,
  nameOf: tenantStream,
  empty: new Map(),
  fold(keys, events) {
    const changed = new Map(keys)
    for (const event of events) apply(changed, event)
    return changed
  },
  subjectOf: () => '',
}
