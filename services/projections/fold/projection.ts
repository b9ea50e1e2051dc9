import type { ViewTable } from '../tables/viewTable.ts'
import type { ViewEvent } from './viewEvent.ts'

/** Views have a checkpoint each and are rebuilt, checked and parked for by name. */
export const viewNames = [
  'session_list',
  'session_log',
  'activity_by_minute',
  'live_distribution',
  'user_overview',
  'anomaly_list',
  'operation_list',
  'revocations',
] as const
export type ViewName = (typeof viewNames)[number]

export interface Rows<Row> {
  get: (key: string) => Row | undefined
}

/** A view's table as a fold over events, one row at a time; no database in sight. */
export interface Projection<Row> {
  view: ViewName
  table: ViewTable<Row>
  /** Keys of the rows the event may change. */
  touches: (event: ViewEvent) => readonly string[]
  /**
   * The rows as they are after the event; [] when it changes nothing, as when it was applied before.
   * @throws for an event that makes no sense here: it is parked, the rows stay.
   */
  project: (event: ViewEvent, rows: Rows<Row>) => readonly Row[]
}
