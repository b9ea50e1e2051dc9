import type { Position } from '#events/envelope.ts'
import type { Changed, ChangedKey, TenantChange } from '#services/ports/changes.ts'

/**
 * More rows than this do not go into one frame: at about a kilobyte each they stay below what a socket may have unsent,
 * so that a frame never cuts whom it is sent to.
 */
export const mostRowsInFrame = 600

/** What the changes come to together, each key once. */
export const mergeChanged = (changes: readonly TenantChange[]): Changed => {
  const keys = new Map<string, Set<ChangedKey>>()
  for (const { changed } of changes)
    for (const [member, more] of Object.entries(changed)) {
      const known = keys.get(member) ?? new Set()
      keys.set(member, known)
      for (const key of more) known.add(key)
    }
  return Object.fromEntries([...keys].map(([member, known]) => [member, [...known]]))
}

export const sizeOf = (changed: Changed): number => Object.values(changed).reduce((size, keys) => size + keys.length, 0)

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
