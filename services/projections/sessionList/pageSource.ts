import type { FilterExpression } from '#events/filter/expression.ts'
import { everySession, facetTotal } from '../liveDistribution/facetTotal.ts'
import type { Order } from '../queries/keysetPage.ts'
import type { Snapshot } from '../queries/snapshot.ts'
import { expectedOf } from './expectedOf.ts'
import { asksActivity, findsActiveOnly, matchedSessions, type Matching, type PageSource } from './matchedSessions.ts'
import { sessionColumns } from './sessionRow.ts'
import { type PagePlace, valueByValue } from './valueByValue.ts'

/** What collecting may cost, as the planner reckons: some ten thousand rows by an index. */
const mostCost = 10_000
/** One in so many sessions is few: an order is walked for more. */
const fewOf = 20

/** Whether the planner expects a filter to find few sessions, and an index to find them. */
const findsFew = async (snapshot: Snapshot, matching: Matching): Promise<boolean> => {
  const { rows: found, cost } = await expectedOf(snapshot, matching)
  return cost <= mostCost && found * fewOf <= (await facetTotal(snapshot, matching.tenantId, everySession))
}

/** An order by what only ended sessions have is by id where none has ended: nobody looks for one among them. */
const orderAmong = (expression: FilterExpression, order: Order): Order =>
  order.isOfEnded === true && findsActiveOnly(expression) ? { ...order, missing: 'in all' } : order

/**
 * A page of a filter that finds many is read by walking its order, of one that finds few by collecting them. The planner
 * would walk for few as well, because it takes them to be spread over the order: a network's addresses are all at one
 * end of the order by network.
 */
export const pageSource = async (
  snapshot: Snapshot,
  matching: Matching & { order: Order },
  page: PagePlace,
): Promise<PageSource> => {
  const direct = valueByValue(matching, page)
  if (direct !== null) return direct
  const { order: asked, ...unordered } = matching
  const { expression } = matching
  const order = orderAmong(expression, asked)
  // What a filter finds in both tables is taken for less than it is.
  const isWalked =
    expression.kind === 'everything' || asksActivity(expression) || !(await findsFew(snapshot, unordered))
  if (isWalked)
    return () => {
      const { from, where, parameters } = matchedSessions(matching)
      const select = `select ${sessionColumns}, ${order.column} as sort_key, s.session_id as row_id from ${from}`
      return { select, where, parameters, order }
    }
  // `session_list` has the columns of `session_activity` too; `offset 0` keeps the planner from looking into the brackets.
  const column = order.column.replace(/^a\./, 's.')
  return () => {
    const { from, where, parameters } = matchedSessions(unordered)
    const select = `select ${sessionColumns}, ${column} as sort_key, s.session_id as row_id
      from (select s.* from ${from} where ${where} offset 0) s`
    return { select, where: 'true', parameters, order: { ...order, column, idColumn: 's.session_id' } }
  }
}
