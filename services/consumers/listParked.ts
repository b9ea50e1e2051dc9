import type { Position } from '#events/envelope.ts'
import type { Queryable } from '#services/postgres/queryable.ts'

/** A parked event as operators see it: nothing of whom or what it is about. */
export interface ListedParked {
  view: string
  type: string
  tenantId: string
  eventId: string
  position: Position
  reason: string
  /** The reason is a missing key of a person or tenant. */
  keyMissing: boolean
  parkedAt: string
  tries: number
  /** Null: not tried again yet. */
  triedAt: string | null
  /** An operator asked for another try, which has not come yet. */
  isWaiting: boolean
}

/** Parked events of all tenants, newest in the log first, behind a place in that order. */
export const listParked = async (
  writer: Queryable,
  { after, limit }: { after: Pick<ListedParked, 'position' | 'view'> | null; limit: number },
): Promise<ListedParked[]> => {
  const { rows } = await writer.query<ListedParked>(
    `select view, type, tenant_id as "tenantId", event_id as "eventId", position, reason,
       missing_key_of is not null as "keyMissing", parked_at as "parkedAt", tries, tried_at as "triedAt",
       asked_at is not null as "isWaiting"
     from parked_events
     where $1::bigint is null or position < $1 or (position = $1 and view > $2)
     order by position desc, view limit $3`,
    [after?.position ?? null, after?.view ?? null, limit],
  )
  return rows
}
