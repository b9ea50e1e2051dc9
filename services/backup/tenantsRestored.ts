import type { NewEvent } from '#events/envelope.ts'
import { notBeforeOf } from '#events/session/endings.ts'
import { type EventOfStream, type TenantStream, tenantStream } from '#events/streams.ts'
import { type Ambient, instant } from '#services/ambient/clock.ts'
import type { HistoryEvent } from '#services/eventStore/eventLine.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import { derivedUuid } from '#services/ambient/uuid.ts'

/** A tenant as a backup knows it. */
interface RestoredTenant {
  tenantId: string
  /** Of the last event in its own stream. */
  revision: number
  /** Events of this tenant in the whole backup. */
  events: number
}

/** Takes note of tenants while a log goes by. */
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
  /** Of this restore: what it appends has ids that follow from it, so that a repeat changes nothing. */
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
 * Says in each tenant's log that it was restored, and ends every session in the same append: which of them had been ended since the
 * backup nobody can tell any more. Repeating it changes nothing.
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
