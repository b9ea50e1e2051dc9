import type { Position } from '#events/envelope.ts'
import { readFilter } from '../filter/readFilter.ts'
import { countersFor, everySession, facetTotal } from '../liveDistribution/facetTotal.ts'
import { inSnapshot, type Snapshot } from '../queries/snapshot.ts'
import type { ViewsAsked } from '../queries/viewsAsked.ts'
import { withinTime } from '../queries/withinTime.ts'
import { readVocabulary } from '../vocabulary/readVocabulary.ts'
import { differenceOf } from './differenceOf.ts'
import { countByActivity, isOfActivity } from './countByActivity.ts'
import { type Estimated, estimateSessions } from './estimateSessions.ts'
import { expectedOf } from './expectedOf.ts'
import { matchedSessions, type Matching } from './matchedSessions.ts'
import { type FoundSessions, type Grouping, groupSessions } from './sessionGroups.ts'

export interface SessionCount extends FoundSessions {
  /** How the numbers were got. */
  kind: 'exact' | Estimated['kind']
}

/** The sessions of so small a tenant are counted however busy the server is. */
const countedAlways = 20_000
interface CountingEffort {
  /** How long counting may take before the number is estimated, in milliseconds. */
  patience: number
  /** What the planner reckons to cost more, in its units, takes longer than that on any machine: counting is not begun. */
  mostCost: number
  /** From how many pages of the table a number is estimated. */
  pages: number
}
const usualEffort: CountingEffort = { patience: 30, mostCost: 20_000, pages: 1_000 }

/** Whether rows have to be looked at one by one, and more of them than anybody waits for. */
const isHopeless = async (snapshot: Snapshot, matching: Matching, mostCost: number): Promise<boolean> => {
  const { expression, now } = matching
  const isReckoned = countersFor(expression) !== null || differenceOf(expression, now) !== null
  if (isReckoned || isOfActivity(expression)) return false
  return (await expectedOf(snapshot, matching)).cost > mostCost
}

const countAll = async (snapshot: Snapshot, matching: Matching): Promise<number> => {
  const counters = countersFor(matching.expression)
  if (counters !== null) return facetTotal(snapshot, matching.tenantId, counters)
  const difference = differenceOf(matching.expression, matching.now)
  if (difference !== null) {
    const [whole, part] = [
      await countAll(snapshot, { ...matching, expression: difference.whole }),
      await countAll(snapshot, { ...matching, expression: difference.without }),
    ]
    return whole - part
  }
  if (isOfActivity(matching.expression)) return countByActivity(snapshot, matching)
  const { from, where, parameters } = matchedSessions(matching)
  const { rows } = await snapshot.query<{ total: number }>(
    `select count(*) as total from ${from} where ${where}`,
    parameters.values,
  )
  return rows[0]!.total
}

const countExactly = async (
  snapshot: Snapshot,
  matching: Matching,
  by: Grouping | undefined,
): Promise<FoundSessions> => ({
  total: await countAll(snapshot, matching),
  ...(by === undefined ? {} : { groups: await groupSessions(snapshot, matchedSessions(matching), by) }),
})

interface Counting {
  matching: Matching
  by: Grouping | undefined
  effort: CountingEffort
}

const count = async (snapshot: Snapshot, { matching, by, effort }: Counting): Promise<SessionCount> => {
  const sessions = await facetTotal(snapshot, matching.tenantId, everySession)
  const exactly = () => countExactly(snapshot, matching, by)
  const inTime = async () =>
    (await isHopeless(snapshot, matching, effort.mostCost)) ? null : withinTime(snapshot, effort.patience, exactly)
  const found = sessions <= countedAlways ? await exactly() : await inTime()
  if (found !== null) return { ...found, kind: 'exact' }
  const estimated = await estimateSessions(snapshot, { matching, sessions, by, pages: effort.pages })
  return estimated ?? { ...(await exactly()), kind: 'exact' }
}

/** The count is of the position it answers. @throws CodedError invalid-filter */
export const countSessions =
  ({ databases, clock }: Pick<ViewsAsked, 'databases' | 'clock'>, effort: Partial<CountingEffort> = {}) =>
  async (
    tenantId: string,
    { filter, by }: { filter: string; by?: Grouping | undefined },
  ): Promise<SessionCount & { position: Position }> => {
    const now = clock.now()
    const expression = readFilter(filter, 'sessions', now)
    return inSnapshot(databases.counts, tenantId, async (snapshot) => {
      const vocabulary = await readVocabulary(snapshot, tenantId, expression)
      const matching = { tenantId, expression, now, vocabulary }
      return {
        ...(await count(snapshot, { matching, by, effort: { ...usualEffort, ...effort } })),
        position: snapshot.position,
      }
    })
  }
