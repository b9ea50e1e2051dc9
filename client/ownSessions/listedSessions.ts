import type { OwnSession } from '#events/live/rows.ts'

/** A row replaces an older one of the same session; a new one is added. */
export const withSession = (sessions: readonly OwnSession[], row: OwnSession): readonly OwnSession[] => {
  const known = sessions.find(({ id }) => id === row.id)
  if (known !== undefined && known.revision > row.revision) return sessions
  return [row, ...sessions.filter(({ id }) => id !== row.id)]
}

/** Rows that were read, but for those of which something newer was heard meanwhile. */
export const newest = (read: readonly OwnSession[], known: readonly OwnSession[] | null): readonly OwnSession[] =>
  read.map((row) => known?.find(({ id, revision }) => id === row.id && revision > row.revision) ?? row)

/** This device first, then the others, those used last on top. */
export const liveSessions = (sessions: readonly OwnSession[]): OwnSession[] =>
  sessions
    .filter(({ status }) => status === 'active')
    .sort(
      (one, other) =>
        Number(other.isCurrent) - Number(one.isCurrent) || other.lastActiveAt.localeCompare(one.lastActiveAt),
    )
