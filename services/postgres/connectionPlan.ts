import type { Queryable } from './queryable.ts'

/**
 * Groups of connections that do not wait for each other. owner: migrations, rebuilds. writer: views, keys, leases. app: sign-in and
 * limits. endings: force logout, sign-out everywhere, repeated commands. reads: lists and live pages. counts: free counts and
 * analytics. log: streams that are decided on. entries: events that are shown.
 */
export type Lane = 'owner' | 'writer' | 'app' | 'endings' | 'reads' | 'counts' | 'log' | 'entries'
export type CallersLane = 'endings' | 'reads' | 'counts'
export type ConnectionPlan = Readonly<Record<Lane, number>>

const wanted: ConnectionPlan = { owner: 2, writer: 8, app: 6, endings: 4, reads: 8, counts: 3, log: 6, entries: 3 }
const least: ConnectionPlan = { owner: 1, writer: 2, app: 1, endings: 1, reads: 1, counts: 1, log: 1, entries: 1 }
const lanes = Object.keys(wanted) as Lane[]

/** Beside the lanes: two that append, and one each for notices, for the projector and for locks. */
const apart = 5
const sum = (plan: ConnectionPlan): number => lanes.reduce((total, lane) => total + plan[lane], 0)

export const wantedConnections = sum(wanted) + apart
export const leastConnections = sum(least) + apart

/**
 * Shares connections out to the lanes: each has what it cannot do without, the rest goes to whoever is furthest from what it wants.
 * @throws RangeError with less than `leastConnections`
 */
export const planConnections = (connections: number): ConnectionPlan => {
  if (connections < leastConnections) throw new RangeError(`Fewer than ${leastConnections} connections`)
  const plan = { ...least }
  for (let left = Math.min(connections, wantedConnections) - leastConnections; left > 0; left -= 1) {
    const [poorest] = lanes.toSorted((one, other) => plan[one] / wanted[one] - plan[other] / wanted[other])
    plan[poorest!] += 1
  }
  return plan
}

/** Connections that the server lets ordinary logins have, all together. */
export const readAllowedConnections = async (database: Queryable): Promise<number> => {
  const { rows } = await database.query<{ allowed: number }>(
    `select (sum(setting::int) filter (where name = 'max_connections')
             - sum(setting::int) filter (where name <> 'max_connections'))::int as allowed
     from pg_settings where name in ('max_connections', 'superuser_reserved_connections', 'reserved_connections')`,
  )
  return rows[0]!.allowed
}

/** Kept free for commands beside this process, e.g. a backup while it runs. */
const keptFree = 2

export interface ConnectionShare {
  plan: ConnectionPlan
  /** In words for the operator, where this process has less than it wants; null: it has all. */
  shortage: string | null
}

/**
 * What a process may open: as many as it was told, else all it wants, as far as the server allows.
 * @throws Error with a message for the operator where that is not enough to work with
 */
export const shareOfConnections = (allowed: number, told: number | undefined): ConnectionShare => {
  const share = Math.min(told ?? wantedConnections, allowed - keptFree)
  if (share < leastConnections)
    throw new Error(
      `PostgreSQL allows ${allowed} connections and Rollcall needs ${leastConnections + keptFree}: raise max_connections`,
    )
  if (share >= Math.min(told ?? wantedConnections, wantedConnections))
    return { plan: planConnections(share), shortage: null }
  const shortage =
    `PostgreSQL allows ${allowed} connections; this process opens ${share} of the ${told ?? wantedConnections} it ` +
    'would, so it is slower under load. Raise max_connections'
  return { plan: planConnections(share), shortage }
}
