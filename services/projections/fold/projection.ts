import type { ViewTable } from '../tables/viewTable.ts'
import type { ViewEvent } from './viewEvent.ts'

export interface Rows<Row> {
  get: (key: string) => Row | undefined
}

/** Folds events into a table one row at a time, without a database. */
export interface Projection<Row> {
  table: ViewTable<Row>
  /** Roughly what a row takes in memory. */
  rowBytes: number
  /** Keys of the rows the event may change. */
  touches: (event: ViewEvent) => readonly string[]
  /**
   * The rows as they are after the event; [] when it changes nothing, for example because it was applied before.
   * @throws for an event that contradicts the rows: it is parked, and the rows stay as they are
   */
  project: (event: ViewEvent, rows: Rows<Row>) => readonly Row[]
}
