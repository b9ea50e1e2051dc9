import type { LiveCounts } from '#events/live/rows.ts'
import type { Facet } from './distributionDeltas.ts'
import { idleCondition, idleSince } from '../sessionList/sessionComparisons.ts'
import type { Snapshot } from '../queries/snapshot.ts'

interface Counter {
  facet: Facet
  value: string
  active: number
}

const countIdle = async (snapshot: Snapshot, tenantId: string, now: number): Promise<number> => {
  const { rows } = await snapshot.query<{ idle: number }>(
    `select count(*) as idle from session_activity a where a.tenant_id = $1 and ${idleCondition('$2')}`,
    [tenantId, idleSince(now)],
  )
  return rows[0]!.idle
}

/**
 * Live sessions by facet. A session becomes idle by time, not by an event, so idle ones are counted at `now`
 * (milliseconds).
 */
export const liveCounts = async (snapshot: Snapshot, tenantId: string, now: number): Promise<LiveCounts> => {
  const { rows } = await snapshot.query<Counter>(
    'select facet, value, active from live_distribution where tenant_id = $1 and active > 0',
    [tenantId],
  )
  const of = (facet: Facet): Record<string, number> =>
    Object.fromEntries(rows.filter((row) => row.facet === facet).map(({ value, active }) => [value, active]))
  return {
    active: of('all')[''] ?? 0,
    idle: await countIdle(snapshot, tenantId, now),
    users: of('users')[''] ?? 0,
    deviceType: of('deviceType'),
    browser: of('browser'),
    os: of('os'),
    country: of('country'),
    client: of('client'),
  }
}
