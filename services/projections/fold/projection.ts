import type { ViewTable } from '../tables/viewTable.ts'
import type { ViewEvent } from './viewEvent.ts'

export interface Rows<Row> {
  get: (key: string) => Row | undefined
}

/** A table as a fold over events, one row at a time; no database in sight. */
export interface Projection<Row> {
  table: ViewTable<Row>
  /** Keys of the rows the event may change. */
  touches: (event: ViewEvent) => readonly string[]
  /**
   * The rows as they are after the event; [] when it changes nothing, as when it was applied before.
   * @throws for an event that makes no sense here: it is parked, the rows stay.
   */
  project: (event: ViewEvent, rows: Rows<Row>) => readonly Row[]
}
