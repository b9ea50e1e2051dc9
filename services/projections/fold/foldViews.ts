import { Unreadable } from '#services/eventStore/eventShape.ts'
import type { Parking } from './parking.ts'
import type { RowsByTable } from './rowsByTable.ts'
import type { Folding, View, ViewFold, WholeLog } from './view.ts'
import { isReadable, type ViewEvent } from './viewEvent.ts'

/** Answers these views and the views they follow, each once; a view comes after those that it follows. */
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

/** A view with its fold. */
export interface FoldedView {
  view: View
  fold: ViewFold
}

/** An event that nobody can read is parked only once, by the view that takes all events. */
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

/**
 * Makes the folds of these views and of those they follow. `apply` passes an event to each fold; an event that a view
 * cannot take is parked for that view.
 */
export const foldViews = (
  views: Iterable<View>,
  { rows, parks, whole }: FoldingNeeds,
): { folds: readonly FoldedView[]; apply: (event: ViewEvent) => void } => {
  const known = new Map<string, ViewFold>()
  // Each view's name leads to the fold that the view itself made, so the type is right.
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
