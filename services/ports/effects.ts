/** How realtime tells whoever revokes that sockets have closed: across processes, in batches. */

/** A process's sockets of one session that one operation ended. */
export interface ClosedSockets {
  operationId: string
  sessionId: string
  /** Open when the ending was applied. */
  open: number
  /** Of those, closed by now: the client has answered, or its connection is gone. */
  closed: number
}

/** What one process with sockets has applied by now. */
export interface EffectReport {
  /** Names the process for as long as it runs. */
  process: string
  /** Position of the log up to which every ending has been carried out here. */
  applied: number
  sockets: ClosedSockets[]
}

/** Carries reports between processes; its own reports come back to a process too. A report may be lost. */
export interface EffectReports {
  publish(report: EffectReport): void
  /** Answers a function that stops listening. */
  listen(onReport: (report: EffectReport) => void): () => void
}
