import { address, bigint, boolean, instant, nullable, text, uuid } from '../tables/columnTypes.ts'
import { type RowOf, viewTable } from '../tables/viewTable.ts'

/** Keys, numbers, and what filters compare (folded). What an entry says is read from the event itself. */
const kept = {
  tenantId: uuid,
  /** The event's number among the tenant's events in the order of the log, from 1. */
  number: bigint,
  position: bigint,
  at: instant,
  eventId: uuid,
  type: text,
  sessionId: nullable(uuid),
  userId: nullable(uuid),
  actorKind: text,
  actorId: text,
  success: boolean,
  cause: nullable(text),
  correlation: text,
  app: nullable(text),
  deviceType: nullable(text),
  deviceId: nullable(text),
  browser: nullable(text),
  browserFamily: nullable(text),
  os: nullable(text),
  osFamily: nullable(text),
  ip: nullable(address),
  network: nullable(text),
  country: nullable(text),
  region: nullable(text),
  city: nullable(text),
  fingerprint: nullable(text),
}
export type SessionLogRow = RowOf<typeof kept>
export const sessionLogTable = viewTable('session_log', kept, ['tenantId', 'number'])
