import { catalogue } from '#events/catalogue.ts'
import type { Position } from '#events/envelope.ts'
import type { StoredEvent } from '#services/eventStore/eventStore.ts'
import { foldViews } from '../fold/foldViews.ts'
import type { Parking } from '../fold/parking.ts'
import { rowsByTable } from '../fold/rowsByTable.ts'
import type { View, ViewFold } from '../fold/view.ts'
import { viewEvent } from '../fold/viewEvent.ts'
import type { ViewCodec } from '../live/projectEvents.ts'
import type { TableRows } from '../tables/upsertRows.ts'
import { keysReady } from './keysReady.ts'

/** An event of a row that was finished before it came. */
export interface Straggler {
  view: string
  position: Position
}

export interface LogFold {
  /** Folds a run of the log; answers the rows that are finished by it. */
  take: (stored: readonly StoredEvent[]) => Promise<TableRows[]>
  /** The rows that are still kept, of one view after the other. `logTime`: of the last event. */
  rest: (logTime: string) => AsyncGenerator<TableRows>
  stragglers: () => Straggler[]
  /** A row could not be finished: an event it depends on is parked now, and the fold has to begin again without it. */
  isFlawed: () => boolean
}

/** Whether the fold may open an event. Types of other releases may be lifted to any. */
const mayOpen = (views: readonly View[]): ((event: StoredEvent) => boolean) => {
  if (views.some(({ opens }) => opens === null)) return () => true
  const opened = new Set<string>(views.flatMap(({ opens }) => opens ?? []))
  return ({ type }) => opened.has(type) || !catalogue.has(type)
}

const restOf = (fold: ViewFold, logTime: string): Promise<TableRows[]> | TableRows[] =>
  fold.whole?.afterLast?.(logTime) ?? fold.changes()

export interface FoldNeeds {
  codec: ViewCodec
  parks: Parking
  /** The store's clock (ISO 8601). */
  now: string
}

/** Folds the whole log from nothing. What is finished leaves memory at once. */
export const logFold = (views: readonly View[], { codec, parks, now }: FoldNeeds): LogFold => {
  const ready = keysReady(codec)
  const { folds, apply } = foldViews(views, { rows: rowsByTable(), parks, whole: { now, ready } })
  const all = folds.map(({ view }) => view)
  const isOpened = mayOpen(all)
  return {
    async take(stored) {
      await ready(stored.filter(isOpened))
      for (const event of stored) apply(viewEvent(event, codec))
      const logTime = stored.at(-1)!.at
      const finished: TableRows[] = []
      for (const { fold } of folds) finished.push(...((await fold.whole?.afterRun?.(logTime)) ?? []))
      return finished
    },
    async *rest(logTime) {
      for (const { fold } of folds) yield* await restOf(fold, logTime)
    },
    stragglers: () =>
      folds.flatMap(({ view, fold }) =>
        (fold.whole?.stragglers?.() ?? []).map((position) => ({ view: view.name, position })),
      ),
    isFlawed: () => folds.some(({ fold }) => fold.whole?.isFlawed?.() === true),
  }
}
