import type { Position } from '#events/envelope.ts'
import type { Changed, ChangedKey, TenantChange } from '#services/ports/changes.ts'

/**
 * The most rows in one frame. At about a kilobyte each they stay below the unsent bytes at which a connection is cut, so that a
 * frame alone never gets its receiver cut.
 */
export const mostRowsInFrame = 600

/** Merges the changes; each key appears once. */
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
 * What changed after `from` up to `to`. A batch that lies across either end counts as a whole: its rows are read as they are now,
 * so a client may see a row twice without harm. Log entries at or before `from` are left out by position.
 */
export const changedBetween = (changes: readonly TenantChange[], from: Position, to: Position): Changed =>
  mergeChanged(changes.filter((change) => change.to > from && change.from < to))

/** How many of these changes, in order, fit into one frame. */
export const fittingChanges = (changes: readonly TenantChange[]): number => {
  let fitting = changes.length
  while (fitting > 0 && sizeOf(mergeChanged(changes.slice(0, fitting))) > mostRowsInFrame) fitting = fitting >> 1
  return fitting
}
