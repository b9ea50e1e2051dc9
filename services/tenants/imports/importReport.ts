import type { ErrorCode } from '#services/ports/errors.ts'

/**
 * What became of a line. `added`: the person is new. `completed`: was there without a password, which the line brought. `already`: was
 * there, and nothing changed.
 */
export type LineOutcome =
  | { kind: 'added' | 'completed' | 'already'; warnings: readonly string[] }
  | { kind: 'refused'; code: ErrorCode; message: string }

export type LineReport = { line: number } & LineOutcome

export interface Counts {
  /** Lines that have been read. */
  read: number
  added: number
  completed: number
  already: number
  refused: number
  /** Lines with something to look at that were not refused. */
  warned: number
}

export const noCounts: Counts = { read: 0, added: 0, completed: 0, already: 0, refused: 0, warned: 0 }

export const tally = (counts: Counts, outcome: LineOutcome): Counts => ({
  ...counts,
  read: counts.read + 1,
  [outcome.kind]: counts[outcome.kind] + 1,
  warned: counts.warned + (outcome.kind !== 'refused' && outcome.warnings.length > 0 ? 1 : 0),
})
