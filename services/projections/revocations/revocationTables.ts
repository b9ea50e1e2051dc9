import { bigint, instant, integer, text, uuid } from '../tables/columnTypes.ts'
import { type RowOf, type ViewTable, viewTable } from '../tables/viewTable.ts'

/** Stands where a user id would: the tenant as a whole. */
export const wholeTenant = '00000000-0000-0000-0000-000000000000'

const revocation = {
  tenantId: uuid,
  sessionId: uuid,
  cause: text,
  endedAt: instant,
  /** Until then an access token of it could be unexpired. */
  keepUntil: instant,
}
export type RevocationRow = RowOf<typeof revocation>

/**
 * Revocations go when the log's time has passed them. Where partitions are read one after the other, one may come later than
 * that and stay until the next batch.
 */
export const revocationsTable: ViewTable<RevocationRow> = {
  ...viewTable('revocations', revocation, ['tenantId', 'sessionId']),
  isOutlived: 'greatest(held.keep_until, made.keep_until) <= $2',
}

const generation = {
  tenantId: uuid,
  userId: uuid,
  /** Events of this subject that outdate tokens. */
  count: integer,
  /** The longest lifetime of an access token that any policy of the tenant has allowed so far; 0 for users. */
  longestAccessSeconds: integer,
  /** Of the last event that counted. */
  position: bigint,
}
export type GenerationRow = RowOf<typeof generation>
export const generationsTable = viewTable('generations', generation, ['tenantId', 'userId'])
