import type { Parking } from './parking.ts'
import type { RowsByTable } from './rowsByTable.ts'
import type { Folding, View, ViewFold, WholeLog } from './view.ts'
import { isReadable, Unreadable, type ViewEvent } from './viewEvent.ts'

/** These views and those they follow, each behind what it follows, each once. */
export const inFoldOrder = (views: Iterable<View>): View[] => {
  const ordered = new Set<View>()
  const visit = (view: View): void => {
    view.follows.forEach(visit)
    ordered.add(view)
  }
  for (const view of views) visit(view)
  return [...ordered]
}

export interface FoldingNeeds {
  rows: RowsByTable
  parks: Parking
  whole: WholeLog | null
}

const includes = (types: readonly string[], type: string): boolean => types.includes(type)

/** A view's fold, beside its view. */
export interface FoldedView {
  view: View
  fold: ViewFold
}

/** What nobody can read is parked once, by the view that takes all events. */
const guardFor =
  (view: View, parks: Parking): Folding['guarded'] =>
  (apply) =>
  (event) => {
    if (parks.isParked(view.name, event)) return
    try {
      apply(event)
    } catch (error) {
      if (!(error instanceof Unreadable) || isReadable(event)) parks.park(view.name, event, error)
    }
  }

/** Folds of the views and of those they follow. Each event goes to `apply`; one that a view cannot take is parked for it. */
export const foldViews = (
  views: Iterable<View>,
  { rows, parks, whole }: FoldingNeeds,
): { folds: readonly FoldedView[]; apply: (event: ViewEvent) => void } => {
  const known = new Map<string, ViewFold>()
  // What is kept for a view is what its own `fold` made.
  const foldOf: Folding['foldOf'] = <Fold extends ViewFold>({ name }: View<Fold>) => known.get(name) as Fold
  const all = inFoldOrder(views).map((view) => {
    const guarded = guardFor(view, parks)
    const fold = view.fold({ rows, parks, guarded, foldOf, whole })
    known.set(view.name, fold)
    return { view, fold, apply: view.takesAll === true ? fold.apply : guarded(fold.apply) }
  })
  const ofAll = all.filter(({ view }) => view.takesAll === true)
  const byType = new Map<string, typeof all>()
  const takersOf = (type: string): typeof all => {
    const takers = byType.get(type) ?? all.filter(({ view }) => view.types === null || includes(view.types, type))
    byType.set(type, takers)
    return takers
  }
  return {
    folds: all,
    apply(event) {
      for (const { apply } of event.understood ? takersOf(event.type) : ofAll) apply(event)
    },
  }
}
