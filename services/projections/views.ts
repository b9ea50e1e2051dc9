import { activityByMinuteView } from './activityByMinute/activityByMinuteView.ts'
import { anomalyListView } from './anomalyList/anomalyListView.ts'
import { inFoldOrder } from './fold/foldViews.ts'
import type { View } from './fold/view.ts'
import { liveDistributionView } from './liveDistribution/liveDistributionView.ts'
import { operationListView } from './operationList/operationListView.ts'
import { sessionListView } from './sessionList/sessionListView.ts'
import { sessionLogView } from './sessionLog/sessionLogView.ts'
import { userOverviewView } from './userOverview/userOverviewView.ts'

/**
 * Every view there is. Whoever locks tables of several of them does so in this order, so that a rebuild's swap and a reader never
 * wait for each other.
 */
export const views: readonly View[] = [
  sessionListView,
  sessionLogView,
  activityByMinuteView,
  liveDistributionView,
  userOverviewView,
  anomalyListView,
  operationListView,
]

export const viewNames: readonly string[] = views.map(({ name }) => name)

/** In the order of `views`. @throws Error for a name that none has */
export const viewsNamed = (names: readonly string[]): View[] => {
  const unknown = names.find((name) => !viewNames.includes(name))
  if (unknown !== undefined) throw new Error(`There is no view ${unknown}`)
  return views.filter(({ name }) => names.includes(name))
}

/** These and those they follow, in the order of `views`. */
export const withFollowed = (asked: readonly View[]): View[] => {
  const wanted = inFoldOrder(asked)
  return views.filter((view) => wanted.includes(view))
}
