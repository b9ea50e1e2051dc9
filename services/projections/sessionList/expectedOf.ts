import type { Snapshot } from '../queries/snapshot.ts'
import { matchedSessions, type Matching } from './matchedSessions.ts'

interface Plan {
  'Plan Rows': number
  'Total Cost': number
}

/** What the planner expects of a filter before anything is read: how many sessions it finds, and what finding them costs in its units. */
export const expectedOf = async (snapshot: Snapshot, matching: Matching): Promise<{ rows: number; cost: number }> => {
  const { from, where, parameters } = matchedSessions(matching)
  const { rows } = await snapshot.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
    `explain (format json) select from ${from} where ${where}`,
    parameters.values,
  )
  const plan = rows[0]!['QUERY PLAN'][0].Plan
  return { rows: plan['Plan Rows'], cost: plan['Total Cost'] }
}
