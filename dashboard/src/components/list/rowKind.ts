import type { Frame } from '#events/live/frames.ts'
import type { Retirement } from '#events/retention/leaving.ts'

/** A list as the server is asked for it. */
export interface ListAsked {
  filter: string
  sort: string
}

export interface PageAsked extends ListAsked {
  cursor: string | null
  limit: number
}

export interface PageRead<Row> {
  rows: readonly Row[]
  /** Where the next page begins; null: there is none. */
  next: string | null
  /** How far the view covered the log. */
  position: string | null
}

/** What a live list has to know of its rows: where they come from, and how they change. */
export interface RowKind<Row> {
  idOf(row: Row): string
  read(asked: PageAsked, signal?: AbortSignal): Promise<PageRead<Row>>
  /** The rows a frame brings, as they are now. */
  inFrame(frame: Frame): readonly Row[]
  predicateOf(filter: string): (row: Row) => boolean
  compareBy(sort: string): (one: Row, other: Row) => number
  /** Whether `row` is an older state than the listed one; it is then ignored. */
  isOlder(row: Row, listed: Row): boolean
  /** Columns that show something else now. */
  changedColumns(before: Row, after: Row): readonly string[]
  /** Not listed: did it begin after the list was read (ISO 8601), or is it merely not loaded yet? */
  isNew(row: Row, readAt: string): boolean
  /** Whether retention has taken the row from the list. Absent: it takes none of this kind. */
  leavesWith?(row: Row, retirement: Retirement): boolean
  /** Absent: rows of this kind cannot be chosen. */
  isSelectable?(row: Row): boolean
}
