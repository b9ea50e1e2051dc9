import { catalogue } from '#events/catalogue.ts'
import type { Position } from '#events/envelope.ts'
import type { StoredEvent } from '#services/eventStore/eventStore.ts'
import { foldViews } from '../fold/foldViews.ts'
import { keptBytesOf } from '../fold/projectedView.ts'
import type { Parking } from '../fold/parking.ts'
import { type RowsByTable, rowsByTable } from '../fold/rowsByTable.ts'
import type { View, ViewFold } from '../fold/view.ts'
import { viewEvent } from '../fold/viewEvent.ts'
import type { ViewCodec } from '../live/projectEvents.ts'
import type { TableRows } from '../tables/upsertRows.ts'
import { keysReady } from './keysReady.ts'

/** An event whose row was finished before the event came. */
export interface Straggler {
  view: string
  position: Position
}

export interface LogFold {
  /** Folds a run of the log; answers the rows that are finished after it. */
  take: (stored: readonly StoredEvent[]) => Promise<TableRows[]>
  /** Yields the rows that are still kept, one view after the other. */
  rest: () => AsyncGenerator<TableRows>
  /** Roughly what the rows that are still kept take in memory. */
  keptBytes: () => number
  stragglers: () => Straggler[]
  /**
   * True when a row could not be finished: an event it depends on is parked now, so the fold must begin again without
   * it.
   */
  isFlawed: () => boolean
  /** Rows that were foreseen, as the fold ended with them. */
  ended: () => TableRows[]
}

/**
 * Whether the fold may open an event. An unknown type may be lifted to any type, so it counts as one that is opened.
 */
const mayOpen = (views: readonly View[]): ((event: StoredEvent) => boolean) => {
  if (views.some(({ opens }) => opens === null)) return () => true
  const opened = new Set<string>(views.flatMap(({ opens }) => opens ?? []))
  return ({ type }) => opened.has(type) || !catalogue.has(type)
}

const restOf = (fold: ViewFold): Promise<TableRows[]> | TableRows[] => fold.whole?.afterLast?.() ?? fold.changes()

export interface FoldNeeds {
  codec: ViewCodec
  parks: Parking
  foreseen: RowsByTable
}

/** Folds the whole log from its beginning. Finished rows leave memory at once. */
export const logFold = (views: readonly View[], { codec, parks, foreseen }: FoldNeeds): LogFold => {
  const ready = keysReady(codec)
  const { folds, apply } = foldViews(views, { rows: rowsByTable(), parks, whole: { ready, foreseen } })
  const all = folds.map(({ view }) => view)
  const isOpened = mayOpen(all)
  return {
    async take(stored) {
      await ready(stored.filter(isOpened))
      for (const event of stored) apply(viewEvent(event, codec))
      const finished: TableRows[] = []
      for (const { fold } of folds) finished.push(...((await fold.whole?.afterRun?.()) ?? []))
      return finished
    },
    async *rest() {
      for (const { fold } of folds) yield* await restOf(fold)
    },
    keptBytes: () => keptBytesOf(folds.map(({ fold }) => fold)),
    stragglers: () =>
      folds.flatMap(({ view, fold }) =>
        (fold.whole?.stragglers?.() ?? []).map((position) => ({ view: view.name, position })),
      ),
    ended: () => folds.flatMap(({ fold }) => fold.whole?.ended?.() ?? []),
    isFlawed: () => folds.some(({ fold }) => fold.whole?.isFlawed?.() === true),
  }
}
