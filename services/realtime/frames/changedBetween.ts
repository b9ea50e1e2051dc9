import type { Position } from '#events/envelope.ts'
import type { Changed, TenantChange } from '#services/ports/changes.ts'

/**
 * More rows than this do not go into one frame: at about a kilobyte each they stay below what a socket may have unsent,
 * so that a frame never cuts whom it is sent to.
 */
export const mostRowsInFrame = 600

const union = <Item>(lists: readonly (readonly Item[])[]): Item[] => [...new Set(lists.flat())]

export const mergeChanged = (parts: readonly Changed[]): Changed => ({
  sessionIds: union(parts.map((part) => part.sessionIds)),
  logNumbers: union(parts.map((part) => part.logNumbers)),
  anomalyIds: union(parts.map((part) => part.anomalyIds)),
  minutes: union(parts.map((part) => part.minutes)),
})

export const sizeOf = (changed: Changed): number =>
  changed.sessionIds.length + changed.logNumbers.length + changed.anomalyIds.length + changed.minutes.length

/**
 * What changed after `from` up to `to`. A batch that is cut by either end counts whole: its rows are read as committed,
 * so seeing one twice changes nothing, and what lies before `from` of its log is left out by position.
 */
export const changedBetween = (changes: readonly TenantChange[], from: Position, to: Position): Changed =>
  mergeChanged(changes.filter((change) => change.to > from && change.from < to))

/** How many of these changes, in order, fit into one frame. */
export const fittingChanges = (changes: readonly TenantChange[]): number => {
  let fitting = changes.length
  while (fitting > 0 && sizeOf(mergeChanged(changes.slice(0, fitting))) > mostRowsInFrame) fitting = fitting >> 1
  return fitting
}
