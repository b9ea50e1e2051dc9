import { activityByMinuteView } from './activityByMinute/activityByMinuteView.ts'
import { anomalyListView } from './anomalyList/anomalyListView.ts'
import { inFoldOrder } from './fold/foldViews.ts'
import type { View } from './fold/view.ts'
import { liveDistributionView } from './liveDistribution/liveDistributionView.ts'
import { operationListView } from './operationList/operationListView.ts'
import { retentionView } from './retention/retentionView.ts'
import { sessionListView } from './sessionList/sessionListView.ts'
import { sessionLogView } from './sessionLog/sessionLogView.ts'
import { userOverviewView } from './userOverview/userOverviewView.ts'

/**
 * All views. Whoever locks tables of several views does so in this order, so that a reader and a rebuild's swap cannot
 * deadlock.
 */
export const views: readonly View[] = [
  retentionView,
  sessionListView,
  sessionLogView,
  activityByMinuteView,
  liveDistributionView,
  userOverviewView,
  anomalyListView,
  operationListView,
]

export const viewNames: readonly string[] = views.map(({ name }) => name)

/** The views with these names, in the order of `views`. @throws Error for an unknown name */
export const viewsNamed = (names: readonly string[]): View[] => {
  const unknown = names.find((name) => !viewNames.includes(name))
  if (unknown !== undefined) throw new Error(`There is no view ${unknown}`)
  return views.filter(({ name }) => names.includes(name))
}

/** These views and the views they follow, in the order of `views`. */
export const withFollowed = (asked: readonly View[]): View[] => {
  const wanted = inFoldOrder(asked)
  return views.filter((view) => wanted.includes(view))
}
