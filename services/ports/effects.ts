/** How realtime tells the process that revokes which sockets have closed, in batches and across processes. */

/** The sockets that one process holds of a session that an operation ended. */
export interface ClosedSockets {
  operationId: string
  sessionId: string
  /** Sockets open when the process applied the ending. */
  open: number
  /** How many of those are closed by now: the client has answered, or its connection is gone. */
  closed: number
}

/** What one process with sockets has done by now. */
export interface EffectReport {
  /** Names the process for as long as it runs. */
  process: string
  /** Position up to which this process has carried out every ending in the log. */
  applied: number
  sockets: ClosedSockets[]
}

/** Carries reports between processes. A process also receives its own reports. A report may be lost. */
export interface EffectReports {
  publish(report: EffectReport): void
  /** Answers a function that stops listening. */
  listen(onReport: (report: EffectReport) => void): () => void
}

/** How far a guard has carried out the endings of its tenant. */
export interface GuardConfirmation {
  name: string
  /** When it was known here that the guard had applied a position; milliseconds since the epoch. Null: not yet. */
  confirmedAt: number | null
  /** It has confirmed something before, so it is worth waiting for. */
  answers: boolean
}

/** What guards have confirmed, over all processes. */
export interface GuardConfirmations {
  /** The guards of a tenant that were there at `decidedAt` (milliseconds since the epoch), and when each had applied the position. */
  of(tenantId: string, position: number, decidedAt: number): GuardConfirmation[]
  /** Answers a function that stops listening. */
  listen(onConfirmed: () => void): () => void
}
