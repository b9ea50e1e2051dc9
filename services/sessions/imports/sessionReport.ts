import type { ErrorCode } from '#services/ports/errors.ts'

/**
 * What became of a row. `live`: a session that goes on. `history`: one that had ended. `skipped`: it had ended, and is not wanted.
 * `already`: an earlier import took it.
 */
export type SessionOutcome =
  | { kind: 'live' | 'history' | 'already'; isShortened: boolean }
  | { kind: 'skipped' }
  | { kind: 'refused'; code: ErrorCode; message: string }

export interface SessionCounts {
  read: number
  live: number
  history: number
  skipped: number
  already: number
  refused: number
  /** Live ones that end sooner than their table said, because the policy allows no more. */
  shortened: number
}

export const noSessions: SessionCounts = {
  read: 0,
  live: 0,
  history: 0,
  skipped: 0,
  already: 0,
  refused: 0,
  shortened: 0,
}

export const tallied = (counts: SessionCounts, outcome: SessionOutcome): SessionCounts => ({
  ...counts,
  read: counts.read + 1,
  [outcome.kind]: counts[outcome.kind] + 1,
  shortened: counts.shortened + (outcome.kind === 'live' && outcome.isShortened ? 1 : 0),
})
