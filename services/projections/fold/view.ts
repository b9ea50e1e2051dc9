import type { EventType } from '#events/catalogue.ts'
import type { Position } from '#events/envelope.ts'
import type { FrameRows } from '#events/live/frames.ts'
import type { StoredEvent } from '#services/eventStore/eventStore.ts'
import type { ChangedKey } from '#services/ports/changes.ts'
import type { Queryable, Statement } from '#services/postgres/queryable.ts'
import type { ReadEntries } from '../sessionLog/readEntries.ts'
import type { TableRows } from '../tables/upsertRows.ts'
import type { ViewTable } from '../tables/viewTable.ts'
import type { Snapshot } from '../queries/snapshot.ts'
import type { Parking } from './parking.ts'
import type { RowsByTable } from './rowsByTable.ts'
import type { ViewEvent } from './viewEvent.ts'

/** What a view needs to load the rows that a batch may change. */
export interface Loading {
  database: Queryable
  /** Only the events that this release understands and can read, because others touch no rows. */
  events: readonly ViewEvent[]
  tenantIds: ReadonlySet<string>
  /** The rows loaded so far, of this view and those it follows; `load` adds its rows. */
  rows: RowsByTable
}

/** Given when the whole log is folded from its beginning, instead of a batch into stored rows. */
export interface WholeLog {
  /** Makes the keys ready that are needed to open these events. */
  ready: (events: readonly Pick<StoredEvent, 'tenantId' | 'subject'>[]) => Promise<void>
  /** The rows that views are taken to end with (`foresee`). A guess: where the fold ends with others, the log is folded again with those. */
  foreseen: RowsByTable
}

/** What a view gets to make its fold. */
export interface Folding {
  /** The stored rows; empty when the whole log is folded. */
  rows: RowsByTable
  parks: Parking
  /** Wraps a function that may throw: an event at which it throws is parked for this view. */
  guarded: (apply: (event: ViewEvent) => void) => (event: ViewEvent) => void
  /** Answers the fold of a view that this one follows. */
  foldOf: <Fold extends ViewFold>(view: View<Fold>) => Fold
  whole: WholeLog | null
}

/**
 * Rows that a batch inserts, rows that replace those with the same keys, rows that may be there already (`ensure`), or
 * numbers to add to those with the same keys.
 */
export type TableChange = TableRows &
  ({ how: 'insert' | 'put' | 'ensure' } | { how: 'add'; numbers: readonly string[] })

/** A view's rows in memory while events are folded into them one by one. */
export interface ViewFold {
  /** @throws for an event that contradicts the rows: it is parked, and the rows stay as they were */
  apply: (event: ViewEvent) => void
  /**
   * Called after a batch's last event. False: an event of the batch had to be parked, so the batch is folded again
   * without it.
   */
  finish?: () => boolean
  /** The changes since the rows were loaded. */
  changes: () => TableChange[]
  /** Statements to run after the changes are stored. */
  tidy?: () => (() => Statement | null)[]
  /** The keys of what changed in the view, for frames. */
  changed?: () => Iterable<{ tenantId: string; key: ChangedKey }>
  /** Used when the whole log is folded. A view without it keeps all its rows in memory until the end. */
  whole?: WholeFold
}

export interface WholeFold {
  /**
   * Called after a run of events; the fold must let go of the run's memory. Answers the rows that no later event
   * changes.
   */
  afterRun?: () => Promise<TableRows[]>
  /** Roughly what it keeps in memory until the log's end. */
  keptBytes?: () => number
  /** Called after the log's last event; answers the rows that were still kept. Without it, `changes` is used. */
  afterLast?: () => Promise<TableRows[]>
  /** Positions of events whose rows had been handed out already, such as an anomaly found after its session's end. */
  stragglers?: () => readonly Position[]
  /**
   * True when a row could not be finished: an event it depends on is parked now, so the fold must begin again without
   * it.
   */
  isFlawed?: () => boolean
  /** The rows that it ended with, where `foresee` guesses them. */
  ended?: () => TableRows
}

/** What a view needs to read the rows of a frame. */
export interface FrameReading {
  snapshot: Snapshot
  tenantId: string
  /** Milliseconds since the epoch. */
  now: number
  entries: ReadEntries
}

/** What a view contributes to frames. */
export interface FramePart {
  member: keyof FrameRows
  /** The column of `changes` that names what changed in the view. Without one, the view's rows are in every frame. */
  changes?: { column: string; type: 'uuid[]' | 'bigint[]' | 'timestamptz[]' }
  /** Adds the rows with these keys, as they are now, to the frame. */
  read: (reading: FrameReading, keys: readonly ChangedKey[], frame: FrameRows) => Promise<void>
}

/**
 * A view, declared once: projection, rebuild, check, snapshots, frames and backup get all they need from here. Each
 * view has its own checkpoint, and is rebuilt, checked and parked for by its name.
 */
export interface View<Fold extends ViewFold = ViewFold> {
  name: string
  /** The tables that `create_view_table` creates and the fold fills. */
  tables: readonly ViewTable<never>[]
  /** The views whose folds it uses: they are folded before it and rebuilt with it. */
  follows: readonly View[]
  /** The event types that change it; null: every type. */
  types: readonly EventType[] | null
  /** The event types whose personal fields it may open while it folds; null: every type. */
  opens: readonly EventType[] | null
  /**
   * Set when it keeps a row of every event, even of one that nobody understands or can read. It parks by itself what it
   * cannot open.
   */
  takesAll?: true
  /** Loads every stored row that the events may change. */
  load: (loading: Loading) => Promise<void>
  /** Guesses the rows that a fold of the whole log ends with, where folds need them before that: those that are stored now. */
  foresee?: (database: Queryable, foreseen: RowsByTable) => Promise<void>
  fold: (folding: Folding) => Fold
  /** Absent when no page shows the view. */
  frame?: FramePart
}

/** The event types that any of these views wants; null: every type, because one of them does. */
export const typesOf = (views: readonly View[]): View['types'] =>
  views.some(({ types }) => types === null) ? null : [...new Set(views.flatMap(({ types }) => types ?? []))]
