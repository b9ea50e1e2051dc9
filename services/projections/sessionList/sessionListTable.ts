import { fold } from '#events/filter/fold.ts'
import type { SeenAt, SessionRow } from '#events/live/rows.ts'
import type { Proof } from '#events/session/proofs.ts'
import type { SessionStatus } from '#events/session/fold.ts'
import { nextExpiry } from '#events/session/lifetime.ts'
import { highestSeverity, type RaisedAnomaly } from '../fold/raisedAnomalies.ts'
import {
  address,
  bigint,
  boolean,
  type ColumnType,
  instant,
  integer,
  json,
  nullable,
  text,
  texts,
  uuid,
} from '../tables/columnTypes.ts'
import { anomalyTerms, comparableAddress, folded, foldedFamily, foldedFingerprint } from '../tables/comparable.ts'
import { derived, type RowOf, viewTable } from '../tables/viewTable.ts'

const kept = {
  tenantId: uuid,
  sessionId: uuid,
  /** Position of its SessionStarted. */
  position: bigint,
  userId: uuid,
  /** The person as at sign-in. */
  person: json<{ email: string; name: string }>(),
  status: text as ColumnType<SessionStatus>,
  startedAt: instant,
  lastActiveAt: instant,
  idleExpiresAt: instant,
  /** Null, as its seconds: until signed out. */
  absoluteExpiresAt: nullable(instant),
  idleSeconds: integer,
  absoluteSeconds: nullable(integer),
  /** The person asked to be kept signed in. Null: not known, of a session from before this was kept. */
  remembered: nullable(boolean),
  endedAt: nullable(instant),
  cause: nullable(text),
  reason: nullable(text),
  message: nullable(text),
  endedByKind: nullable(text),
  endedById: nullable(text),
  client: text,
  methods: texts,
  proofs: json<readonly Proof[]>(),
  authTime: instant,
  device: json<SessionRow['device']>(),
  firstSeen: json<SeenAt>(),
  lastSeen: json<SeenAt>(),
  refreshes: integer,
  anomalies: json<readonly RaisedAnomaly[]>(),
  revision: integer,
  /** Position of the user- or tenant-wide event that ended the session; null once its own stream has an end too. */
  undrained: nullable(bigint),
}
export type SessionListRow = RowOf<typeof kept>

/** When an active session will lapse by itself if it is not used. */
export const lapsesAt = (row: SessionListRow): string | null => (row.status === 'active' ? nextExpiry(row) : null)

const place = (part: 'country' | 'region' | 'city') => (row: SessionListRow) => folded(row.lastSeen.place?.[part])

export const sessionListTable = viewTable('session_list', kept, ['tenantId', 'sessionId'], {
  userEmail: derived(text, (row) => fold(row.person.email)),
  userName: derived(text, (row) => fold(row.person.name)),
  app: derived(text, (row) => fold(row.client)),
  deviceType: derived(text, (row) => row.device.type),
  deviceId: derived(nullable(text), (row) => folded(row.device.id)),
  browser: derived(nullable(text), (row) => folded(row.device.browser)),
  browserFamily: derived(nullable(text), (row) => foldedFamily(row.device.browser)),
  os: derived(nullable(text), (row) => folded(row.device.os)),
  osFamily: derived(nullable(text), (row) => foldedFamily(row.device.os)),
  ip: derived(nullable(address), (row) => comparableAddress(row.lastSeen.ip)),
  network: derived(nullable(text), (row) => folded(row.lastSeen.network?.name)),
  country: derived(nullable(text), place('country')),
  region: derived(nullable(text), place('region')),
  city: derived(nullable(text), place('city')),
  methodTerms: derived(texts, (row) => row.methods.map(fold)),
  anomalyTerms: derived(texts, (row) => anomalyTerms(row.anomalies)),
  risk: derived(integer, (row) => highestSeverity(row.anomalies)),
  lapsesAt: derived(nullable(instant), lapsesAt),
  fingerprint: derived(nullable(text), (row) => foldedFingerprint(row.device.fingerprint)),
})
