import type { OwnEntry } from '../../api/accountCalls.ts'

/** Entries that read alike, newest first. */
export type OwnFold = readonly [OwnEntry, ...OwnEntry[]]

/** What happens again and again without anybody doing something new. */
const folding = new Set(['SessionRefreshed', 'LoginFailed'])

const likeness = ({ type, sessionId, context }: OwnEntry): string => {
  const { ip = null, device = null, place = null } = context ?? {}
  const { browser = null, os = null } = device ?? {}
  return JSON.stringify([type, sessionId, ip, browser, os, place?.country, place?.city])
}

/**
 * Puts renewals of one session from one place together, and refused sign-ins from one place, as long as nothing else happened
 * between them.
 */
export const foldOwnLog = (entries: readonly OwnEntry[]): OwnFold[] => {
  const folds: [OwnEntry, ...OwnEntry[]][] = []
  let run = new Map<string, OwnEntry[]>()
  for (const entry of entries) {
    const isFolding = folding.has(entry.type)
    if (!isFolding) run = new Map()
    const like = isFolding ? run.get(likeness(entry)) : undefined
    if (like !== undefined) like.push(entry)
    else {
      const fold: [OwnEntry] = [entry]
      folds.push(fold)
      if (isFolding) run.set(likeness(entry), fold)
    }
  }
  return folds
}
