import type { LiveCounts, LogEntry, SessionRow } from '#events/live/rows.ts'
import { fingerprintText } from '#events/session/fingerprint.ts'
import type { KnownValue } from './completions.ts'

type Shown<Row> = Readonly<Record<string, (row: Row) => readonly (string | null | undefined)[]>>

/** The values of a session by key, spelled as its row shows them. */
export const shownOfSession: Shown<SessionRow> = {
  status: (row) => [row.status],
  user: (row) => [row.user.email],
  userId: (row) => [row.userId],
  client: (row) => [row.client],
  deviceType: (row) => [row.device.type],
  deviceId: (row) => [row.device.id],
  fingerprint: ({ device: { fingerprint } }) => [fingerprint && fingerprintText(fingerprint)],
  browser: (row) => [row.device.browser],
  os: (row) => [row.device.os],
  ip: (row) => [row.last.ip],
  network: (row) => [row.last.network?.name],
  country: (row) => [row.last.place?.country],
  region: (row) => [row.last.place?.region],
  city: (row) => [row.last.place?.city],
  cause: (row) => [row.cause],
  by: (row) => [row.endedBy?.name ?? row.endedBy?.kind],
  anomaly: (row) => row.anomalyRules,
  method: (row) => row.methods,
}

/** The values of an entry of the log by key, spelled as it shows them. */
export const shownOfEntry: Shown<LogEntry> = {
  type: ({ type }) => [type],
  actor: ({ actor }) => [actor.name ?? actor.kind],
  user: ({ user }) => [user?.email],
  client: ({ context }) => [context?.clientId],
  deviceType: ({ context }) => [context?.device?.type],
  browser: ({ context }) => [context?.device?.browser],
  os: ({ context }) => [context?.device?.os],
  ip: ({ context }) => [context?.ip],
  network: ({ context }) => [context?.network?.name],
  country: ({ context }) => [context?.place?.country],
  region: ({ context }) => [context?.place?.region],
  city: ({ context }) => [context?.place?.city],
  cause: ({ cause }) => [cause],
}

/** Values of a key among loaded rows, with how many rows show each. `isAll`: the list holds no others. */
export const loadedValues = <Row>(
  { rows, isAll }: { rows: readonly Row[]; isAll: boolean },
  shown: Shown<Row>,
  key: string,
): KnownValue[] => {
  const read = shown[key]
  if (read === undefined) return []
  const counts = new Map<string, number>()
  for (const row of rows)
    for (const value of read(row)) if (typeof value === 'string') counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].map(([value, count]) => ({ value, count, among: isAll ? 'listed' : 'loaded' }))
}

const facets = ['deviceType', 'browser', 'os', 'country', 'client'] as const

const signedInValues = (counts: LiveCounts | null, key: string): KnownValue[] => {
  const facet = facets.find((one) => one === key)
  if (facet === undefined || counts === null) return []
  return Object.entries(counts[facet])
    .filter(([value, count]) => value !== '' && count > 0)
    .map(([value, count]) => ({ value, count, among: 'signedIn' }))
}

/** Values to offer for a key: first those of the loaded rows, then those of all live sessions. */
export const knownValues = (
  loaded: readonly KnownValue[],
  counts: LiveCounts | null,
  key: string,
): readonly KnownValue[] => {
  const seen = new Set(loaded.map(({ value }) => value))
  return [...loaded, ...signedInValues(counts, key).filter(({ value }) => !seen.has(value))]
}
