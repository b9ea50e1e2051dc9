import type { SessionRow } from '../live/rows.ts'
import { fingerprintText } from '../session/fingerprint.ts'
import { nextExpiry } from '../session/lifetime.ts'
import { type FilterValues, instant, software, texts } from './filterable.ts'

/** A session without activity for this long is idle. Milliseconds. */
export const idleAfter = 15 * 60_000

const isIdle = (row: Pick<SessionRow, 'status' | 'lastActiveAt'>, now: number): boolean =>
  row.status === 'active' && Date.parse(row.lastActiveAt) <= now - idleAfter

const expires = (row: SessionRow): number | null => (row.status === 'active' ? Date.parse(nextExpiry(row)) : null)

/** Every text that names a row, for words that are asked for without a key. */
const named = ({ user, client, device, last }: SessionRow): string[] =>
  texts(
    user.email,
    user.name,
    client,
    device.type,
    device.browser,
    device.os,
    last.network?.name,
    last.place?.country,
    last.place?.region,
    last.place?.city,
  )

/** The value of every key of sessions. Projections fill their compared columns with the same functions. */
export const sessionValues: FilterValues<SessionRow> = {
  any: named,
  status: (row) => [row.status],
  idle: isIdle,
  user: (row) => texts(row.user.email, row.user.name),
  userId: (row) => texts(row.userId),
  client: (row) => texts(row.client),
  deviceType: (row) => [row.device.type],
  deviceId: (row) => texts(row.device.id),
  fingerprint: ({ device: { fingerprint } }) => texts(fingerprint && fingerprintText(fingerprint)),
  browser: (row) => software(row.device.browser),
  os: (row) => software(row.device.os),
  ip: (row) => row.last.ip,
  network: (row) => texts(row.last.network?.name),
  country: (row) => texts(row.last.place?.country),
  region: (row) => texts(row.last.place?.region),
  city: (row) => texts(row.last.place?.city),
  started: (row) => instant(row.startedAt),
  lastActive: (row) => instant(row.lastActiveAt),
  ended: (row) => instant(row.endedAt),
  expires,
  cause: (row) => (row.cause === null ? [] : [row.cause]),
  by: (row) => texts(row.endedBy?.kind, row.endedBy?.id, row.endedBy?.name),
  risk: (row) => row.risk,
  anomaly: (row) => texts(...row.anomalies, ...row.anomalyRules),
  method: (row) => texts(...row.methods),
  id: (row) => texts(row.id),
}
