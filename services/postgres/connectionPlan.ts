import type { Queryable } from './queryable.ts'

/**
 * Groups of connections that do not wait for each other. owner: migrations, rebuilds. writer: views, keys, leases. app:
 * sign-in and limits. endings: force logout, sign-out everywhere, repeated commands. reads: lists and live pages.
 * counts: free counts and analytics. log: streams that commands are decided on. entries: events that are shown.
 */
export type Lane = 'owner' | 'writer' | 'app' | 'endings' | 'reads' | 'counts' | 'log' | 'entries'
export type CallersLane = 'endings' | 'reads' | 'counts'
export type ConnectionPlan = Readonly<Record<Lane, number>>

const wanted: ConnectionPlan = { owner: 2, writer: 8, app: 6, endings: 4, reads: 8, counts: 3, log: 6, entries: 3 }
const least: ConnectionPlan = { owner: 1, writer: 2, app: 1, endings: 1, reads: 1, counts: 1, log: 1, entries: 1 }
const lanes = Object.keys(wanted) as Lane[]

/** Connections outside the lanes: two that append, and one each for notices, for the projector and for locks. */
const apart = 5
const sum = (plan: ConnectionPlan): number => lanes.reduce((total, lane) => total + plan[lane], 0)

export const wantedConnections = sum(wanted) + apart
export const leastConnections = sum(least) + apart

/**
 * Divides connections among the lanes. Each gets the least it needs; the rest goes to the lanes that are furthest below
 * what they want.
 * @throws RangeError for fewer than `leastConnections`
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

/** How many connections the server allows to all ordinary logins together. */
export const readAllowedConnections = async (database: Queryable): Promise<number> => {
  const { rows } = await database.query<{ allowed: number }>(
    `select (sum(setting::int) filter (where name = 'max_connections')
             - sum(setting::int) filter (where name <> 'max_connections'))::int as allowed
     from pg_settings where name in ('max_connections', 'superuser_reserved_connections', 'reserved_connections')`,
  )
  return rows[0]!.allowed
}

/** How many connections others hold on this server, whatever their database. Any login may ask. */
export const readHeldConnections = async (database: Queryable): Promise<number> => {
  const statement = 'select sum(numbackends)::int - 1 as held from pg_stat_database'
  return (await database.query<{ held: number }>(statement)).rows[0]!.held
}

/** A sentence for the operator when others leave fewer connections than this plan may open; null: there are enough. */
export const crowding = (plan: ConnectionPlan, { allowed, held }: { allowed: number; held: number }): string | null => {
  const opens = sum(plan) + apart
  return opens <= allowed - held
    ? null
    : `PostgreSQL allows ${allowed} connections and others hold ${held}; this process opens ${opens} and may find none left. ` +
        'Raise max_connections, or set DATABASE_CONNECTIONS in every process'
}

/** These stay free for commands that run beside this process, such as a backup. */
const keptFree = 2

export interface ConnectionShare {
  plan: ConnectionPlan
  /** A sentence for the operator when this process gets fewer connections than it wants; null: it gets all. */
  shortage: string | null
}

/**
 * How many connections a process may open: the number it was told, else all it wants, but no more than the server
 * allows.
 * @throws Error with a message for the operator when that is too few to work
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
