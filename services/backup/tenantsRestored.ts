import type { NewEvent } from '#events/envelope.ts'
import { notBeforeOf } from '#events/session/endings.ts'
import { type EventOfStream, type TenantStream, tenantStream } from '#events/streams.ts'
import { type Ambient, instant } from '#services/ambient/clock.ts'
import type { HistoryEvent } from '#services/eventStore/eventLine.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import { derivedUuid } from '#services/ambient/uuid.ts'

/** A tenant as the backup holds it. */
interface RestoredTenant {
  tenantId: string
  /** Revision of the last event in the tenant's own stream. */
  revision: number
  /** Events of this tenant in the whole backup. */
  events: number
}

/** Counts the events of each tenant while the log is copied. */
export const tenantCensus = () => {
  const revisions = new Map<string, number>()
  const events = new Map<string, number>()
  return {
    count({ tenantId, stream, revision }: HistoryEvent): void {
      events.set(tenantId, (events.get(tenantId) ?? 0) + 1)
      if (stream === tenantStream(tenantId)) revisions.set(tenantId, revision)
    },
    tenants: (): RestoredTenant[] =>
      [...revisions].map(([tenantId, revision]) => ({ tenantId, revision, events: events.get(tenantId) ?? 0 })),
  }
}

export interface RestoreOrigin {
  /** The ids of the events that this restore appends are derived from it, so that a repeat changes nothing. */
  restoreId: string
  /** When the backup was taken. */
  takenAt: string
}

/** Ids of the two events that a restore appends to a tenant's stream. */
const idsOf = ({ restoreId }: RestoreOrigin, tenantId: string): [restored: string, invalidated: string] => [
  derivedUuid('restored', restoreId, tenantId),
  derivedUuid('sessions-invalidated', restoreId, tenantId),
]

/** Whether an event is one that this restore appended itself. */
export const isOfRestore =
  (origin: RestoreOrigin) =>
  ({ id, tenantId }: HistoryEvent): boolean =>
    idsOf(origin, tenantId).includes(id)

const message = 'Rollcall was restored from a backup. Please sign in again.'

const eventsOf = (
  origin: RestoreOrigin,
  { tenantId, events }: RestoredTenant,
  at: string,
): NewEvent<EventOfStream<TenantStream>>[] => {
  const [restored, invalidated] = idsOf(origin, tenantId)
  const actor = { kind: 'system', id: 'restore' } as const
  const metadata = { tenantId, at, actor, correlationId: origin.restoreId, context: null }
  const because = { reason: `Restored from the backup of ${origin.takenAt}`, message, ticket: null }
  return [
    {
      type: 'LogRestored',
      version: 1,
      data: { takenAt: origin.takenAt, events },
      ...metadata,
      id: restored,
      causationId: null,
    },
    {
      type: 'SessionsInvalidated',
      version: 1,
      data: { userId: null, notBefore: notBeforeOf(at), except: [], cause: 'restore', ...because, operationId: null },
      ...metadata,
      id: invalidated,
      causationId: restored,
    },
  ]
}

/**
 * Appends to each tenant's stream that the log was restored, and in the same append ends all its sessions: nobody can
 * know any more which of them ended after the backup was taken. A repeat changes nothing.
 */
export const endRestoredSessions = async (
  store: Pick<EventStore, 'append'>,
  { clock }: Pick<Ambient, 'clock'>,
  origin: RestoreOrigin,
  tenants: readonly RestoredTenant[],
): Promise<void> => {
  for (const tenant of tenants)
    await store.append(tenantStream(tenant.tenantId), eventsOf(origin, tenant, instant(clock)), tenant.revision)
}
