import type { Snapshot } from '../queries/snapshot.ts'
import { matchedSessions, type Matching } from './matchedSessions.ts'
import { type FoundSessions, type Grouping, groupSessions } from './sessionGroups.ts'

/** A sample that holds fewer of the tenant's sessions says too little: most of what is on those pages is other tenants'. */
const fewestSeen = 1_000

/** The same sample each time, so that a number on a page moves only when sessions do. */
const sampleOf = async (snapshot: Snapshot, pages: number): Promise<string> => {
  const { rows } = await snapshot.query<{ all: number }>(
    `select greatest(relpages, 1) as all from pg_class where oid = 'session_list'::regclass`,
  )
  const percent = Math.min(100, (100 * pages) / rows[0]!.all)
  return `tablesample system (${percent}) repeatable (1)`
}

/** `below`: a sample held none, so there are likely fewer than `total`. */
export interface Estimated extends FoundSessions {
  kind: 'estimate' | 'below'
}

/** Where a sample of n holds none, there are fewer than three in n, 19 times in 20 (the rule of three). */
const ruleOf = 3

interface Estimating {
  matching: Matching
  /** How many sessions the tenant has. */
  sessions: number
  by: Grouping | undefined
  /** So many pages of the table are looked at, spread over all of it. */
  pages: number
}

/**
 * Estimates how many sessions a filter finds from its share of a sample. Of what is rarer than a thousandth of all it tells
 * little more than that. Null: the sample holds too few of the tenant's sessions.
 */
export const estimateSessions = async (
  snapshot: Snapshot,
  { matching, sessions, by, pages }: Estimating,
): Promise<Estimated | null> => {
  const sampled = { ...matching, sample: await sampleOf(snapshot, pages) }
  const { from, tenant, condition, parameters } = matchedSessions(sampled)
  const { rows } = await snapshot.query<{ seen: number; found: number }>(
    `select count(*) as seen, count(*) filter (where ${condition}) as found from ${from} where ${tenant}`,
    parameters.values,
  )
  const { seen, found } = rows[0]!
  if (seen < fewestSeen) return null
  const scaled = (number: number): number => Math.round((number * sessions) / seen)
  const estimated: Estimated =
    found === 0 ? { kind: 'below', total: scaled(ruleOf) } : { kind: 'estimate', total: scaled(found) }
  if (by === undefined) return estimated
  const groups = await groupSessions(snapshot, matchedSessions(sampled), by)
  return { ...estimated, groups: groups.map((group) => ({ ...group, sessions: scaled(group.sessions) })) }
}
