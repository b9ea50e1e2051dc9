import { type FoldedView, foldViews } from './foldViews.ts'
import type { ParkedEvent } from '#services/consumers/parkedEvents.ts'
import { parking } from './parking.ts'
import type { RowsByTable } from './rowsByTable.ts'
import type { TableChange, View } from './view.ts'
import type { ViewEvent } from './viewEvent.ts'

/** The result of folding a batch. */
export interface FoldedBatch {
  folds: readonly FoldedView[]
  /** The changes of every view, in the order of the views. */
  changes: readonly TableChange[]
  parked: readonly ParkedEvent[]
}

/**
 * Folds a run of the log into the rows it touches; `rows` are those that are stored. The same events and rows always
 * give the same result.
 */
export const foldBatch = (
  events: readonly ViewEvent[],
  rows: RowsByTable,
  views: Iterable<View>,
  parks = parking(),
): FoldedBatch => {
  const { folds, apply } = foldViews(views, { rows, parks, whole: null })
  events.forEach(apply)
  // Each round parks at least one event more, so this ends.
  if (folds.some(({ fold }) => fold.finish?.() === false)) return foldBatch(events, rows, views, parks)
  return { folds, changes: folds.flatMap(({ fold }) => fold.changes()), parked: parks.parked() }
}
