import type { Position } from '#events/envelope.ts'
import type { StoredEvent } from '#services/eventStore/eventStore.ts'
import type { Queryable } from '#services/postgres/queryable.ts'

/**
 * An event that a view or another consumer could not process. It is set aside with a reason, so that all other events
 * go on.
 */
export interface ParkedEvent {
  /** The view's name, or the consumer's. */
  view: string
  tenantId: string
  position: Position
  eventId: string
  type: string
  /** Only the name of the error: its message may quote personal data. */
  reason: string
  /** Whose key is missing, where that is the reason: a user id, or '' for the tenant's own. */
  missingKeyOf: string | null
}

const missingKey = (error: unknown): string | null =>
  error instanceof Error && error.name === 'KeyMissing' && 'subject' in error ? String(error.subject) : null

/** `name`: the view or the consumer that could not process the event. */
export const parkedBy = (
  name: string,
  { tenantId, position, id: eventId, type }: Pick<StoredEvent, 'tenantId' | 'position' | 'id' | 'type'>,
  error: unknown,
): ParkedEvent => ({
  view: name,
  tenantId,
  position,
  eventId,
  type,
  reason: error instanceof Error ? error.name : 'unknown',
  missingKeyOf: missingKey(error),
})

export const parkEvents = async (database: Queryable, parked: readonly ParkedEvent[]): Promise<void> => {
  if (parked.length === 0) return
  await database.query(
    `insert into parked_events (tenant_id, view, position, event_id, type, reason, missing_key_of)
     select "tenantId", view, position, "eventId", type, reason, "missingKeyOf"
     from json_to_recordset($1::json) as given(
       "tenantId" uuid, view text, position bigint, "eventId" uuid, type text, reason text, "missingKeyOf" text)
     on conflict do nothing`,
    [JSON.stringify(parked)],
  )
}

/** The events that a view or a consumer has parked behind a position, in log order, at most `limit`. */
export const readParked = async (
  database: Queryable,
  name: string,
  { after, limit }: { after: Position; limit: number },
): Promise<Pick<ParkedEvent, 'tenantId' | 'position'>[]> => {
  const { rows } = await database.query<Pick<ParkedEvent, 'tenantId' | 'position'>>(
    `select tenant_id as "tenantId", position from parked_events where view = $1 and position > $2
     order by position limit $3`,
    [name, after, limit],
  )
  return rows
}

export const unpark = async (
  database: Queryable,
  name: string,
  { tenantId, position }: Pick<ParkedEvent, 'tenantId' | 'position'>,
): Promise<void> => {
  await database.query('delete from parked_events where tenant_id = $1 and view = $2 and position = $3', [
    tenantId,
    name,
    position,
  ])
}

/** Drops everything that a view or a consumer has parked. */
export const dropParked = async (database: Queryable, name: string): Promise<void> => {
  await database.query('delete from parked_events where view = $1', [name])
}

/** The views and consumers that have parked events, with the number of events. */
export const countParked = async (database: Queryable): Promise<{ view: string; parked: number }[]> => {
  const { rows } = await database.query<{ view: string; parked: number }>(
    'select view, count(*) as parked from parked_events group by view order by view',
  )
  return rows
}
