import type { Clock } from '#services/ambient/clock.ts'
import type { CallersLane } from '#services/postgres/connectionPlan.ts'
import type { Databases } from '#services/postgres/databases.ts'
import type { Cursors } from './cursors.ts'

/** What every query for callers needs. */
export interface ViewsAsked {
  databases: Pick<Databases, CallersLane>
  cursors: Cursors
  clock: Clock
}

export interface ListRequest<Sort extends string = string> {
  filter: string
  sort: Sort
  cursor?: string | undefined
  limit: number
}
