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

/** Events of a batch, for whoever loads the rows they may change. */
export interface Loading {
  database: Queryable
  /** Those that this release understands and can read: only they touch rows. */
  events: readonly ViewEvent[]
  tenantIds: ReadonlySet<string>
  /** Rows loaded so far, of this view and those it follows; what is loaded is put there. */
  rows: RowsByTable
}

/** The whole log is folded from nothing, not a batch into stored rows. */
export interface WholeLog {
  /** Makes the keys of events ready to be opened. */
  ready: (events: readonly Pick<StoredEvent, 'tenantId' | 'subject'>[]) => Promise<void>
}

/** What a view's fold begins with. */
export interface Folding {
  /** As stored; none of them where the whole log is folded. */
  rows: RowsByTable
  parks: Parking
  /** Makes of what may throw what parks the event instead, for this view. */
  guarded: (apply: (event: ViewEvent) => void) => (event: ViewEvent) => void
  /** The fold of a view that this one follows. */
  foldOf: <Fold extends ViewFold>(view: View<Fold>) => Fold
  whole: WholeLog | null
}

/** Rows that a batch adds or puts in place of those with the same keys, or numbers that it adds to them. */
export type TableChange = TableRows & ({ how: 'insert' | 'put' } | { how: 'add'; numbers: readonly string[] })

/** A view's rows in memory while events are folded into them, one by one. */
export interface ViewFold {
  /** @throws for an event that makes no sense here: it is parked, the rows stay as they were. */
  apply: (event: ViewEvent) => void
  /** After a batch's last event. False: an event of it had to be parked, so the batch is folded again without it. */
  finish?: () => boolean
  /** What the events came to since the rows were loaded. */
  changes: () => TableChange[]
  /** Statements to run once the changes are stored. */
  tidy?: () => (() => Statement | null)[]
  /** What of the view changed, for frames. */
  changed?: () => Iterable<{ tenantId: string; key: ChangedKey }>
  /** Asked where the whole log is folded. A view that has none of it keeps all its rows until the end. */
  whole?: WholeFold
}

export interface WholeFold {
  /** After a run of events, whose memory is given up now. Answers the rows that no later event changes. */
  afterRun?: () => Promise<TableRows[]>
  /** After the log's last event: the rows that were still kept; without it, `changes`. */
  afterLast?: () => Promise<TableRows[]>
  /** Positions of events of rows that had been handed out before they came: an anomaly found after the end, say. */
  stragglers?: () => readonly Position[]
  /** A row could not be finished: an event it depends on is parked now, and the fold has to begin again without it. */
  isFlawed?: () => boolean
}

/** What the rows of a frame are read with. */
export interface FrameReading {
  snapshot: Snapshot
  tenantId: string
  /** Milliseconds since the epoch. */
  now: number
  entries: ReadEntries
}

/** What a view gives to frames. */
export interface FramePart {
  member: keyof FrameRows
  /** Column of `changes` that names what of the view changed. Without one its rows are part of every frame. */
  changes?: { column: string; type: 'uuid[]' | 'bigint[]' | 'timestamptz[]' }
  /** Puts the rows with these keys, as they are now, into the frame. */
  read: (reading: FrameReading, keys: readonly ChangedKey[], frame: FrameRows) => Promise<void>
}

/**
 * A view, declared once: projection, rebuild, check, snapshots, frames and backup take from here what they do for each. It has a
 * checkpoint of its own and is rebuilt, checked and parked for by its name.
 */
export interface View<Fold extends ViewFold = ViewFold> {
  name: string
  /** Made by `create_view_table`, filled by the fold. */
  tables: readonly ViewTable<never>[]
  /** Views whose folds it follows: they are folded before it, and rebuilt with it. */
  follows: readonly View[]
  /** Types of events that change it; null: every one. */
  types: readonly EventType[] | null
  /** Types of events whose personal fields it may open while it folds; null: every one. */
  opens: readonly EventType[] | null
  /** Keeps a row of every event, also where nobody understands or can read it, and parks by itself what it cannot open. */
  takesAll?: true
  /** Its fold costs a rebuild about as much as all the others together: it gets a thread of its own. */
  hasOwnThread?: true
  /** Loads every stored row that the events may change. */
  load: (loading: Loading) => Promise<void>
  fold: (folding: Folding) => Fold
  /** Where nobody's page shows it: absent. */
  frame?: FramePart
}
