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

/** Why an event could not be processed. */
export const reasonOf = (error: unknown): Pick<ParkedEvent, 'reason' | 'missingKeyOf'> => ({
  reason: error instanceof Error ? error.name : 'unknown',
  missingKeyOf: missingKey(error),
})

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
  ...reasonOf(error),
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

/** One of the events that wait to be tried again. */
export interface Waiting extends Pick<ParkedEvent, 'tenantId' | 'position'> {
  /** An operator asked for it. */
  isAsked: boolean
}

/**
 * The events that a view or a consumer has parked behind a position, in log order, at most `limit`. `asked`: only those
 * that an operator asked for.
 */
export const readParked = async (
  database: Queryable,
  name: string,
  { after, limit, asked }: { after: Position; limit: number; asked: boolean },
): Promise<Waiting[]> => {
  const { rows } = await database.query<Waiting>(
    `select tenant_id as "tenantId", position, asked_at is not null as "isAsked" from parked_events
     where view = $1 and position > $2 and (asked_at is not null or not $4)
     order by position limit $3`,
    [name, after, limit, asked],
  )
  return rows
}

/** False: another process has taken the event meanwhile. */
export const unpark = async (
  database: Queryable,
  name: string,
  { tenantId, position }: Pick<ParkedEvent, 'tenantId' | 'position'>,
): Promise<boolean> => {
  const { rowCount } = await database.query(
    'delete from parked_events where tenant_id = $1 and view = $2 and position = $3',
    [tenantId, name, position],
  )
  return rowCount === 1
}

/** An event that was tried and failed again, with the reason of this time. */
export type FailedTry = Waiting & Pick<ParkedEvent, 'reason' | 'missingKeyOf'>

export const noteTries = async (database: Queryable, name: string, failed: readonly FailedTry[]): Promise<void> => {
  await database.query(
    `update parked_events p set tries = p.tries + 1, tried_at = now(), asked_at = null,
       reason = given.reason, missing_key_of = given."missingKeyOf"
     from json_to_recordset($2::json) as given("tenantId" uuid, position bigint, reason text, "missingKeyOf" text)
     where p.tenant_id = given."tenantId" and p.view = $1 and p.position = given.position`,
    [name, JSON.stringify(failed)],
  )
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
