import { bigint, instant, integer, text, uuid } from '../tables/columnTypes.ts'
import { type RowOf, viewTable } from '../tables/viewTable.ts'

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
export const revocationsTable = viewTable('revocations', revocation, ['tenantId', 'sessionId'])

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
