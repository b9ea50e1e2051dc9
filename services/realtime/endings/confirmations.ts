import type { Position } from '#events/envelope.ts'
import type { ClosedSockets, EffectReports } from '#services/ports/effects.ts'
import type { Closing } from './endSockets.ts'

export interface Confirmations {
  /** The caller is closing these connections for an operation. */
  closing: (operationId: string, closing: Closing) => void
  /** Every ending up to this position has been carried out. `operationId` null: no operation waits for it. */
  applied: (position: Position, operationId: string | null) => void
  stop: () => void
}

/** Confirmations that come within this time go out together. */
const gatherMs = 5
/** At least this often the process reports that it is alive and how far it is. */
const presenceMs = 1_000
/** The most sockets in a report, so that it fits into one database notification of 8,000 bytes. */
const socketsPerReport = 50

/** Reports to those who wait for a revocation how far this process is and which connections have closed, in batches. */
export const socketConfirmations = (process: string, reports: EffectReports): Confirmations => {
  const changed = new Set<ClosedSockets>()
  let applied: Position = 0
  /** A position goes out with the last report of a batch, when all connections closed up to it have been reported. */
  let published: Position = 0
  let gathering: NodeJS.Timeout | undefined

  const publish = (): void => {
    gathering = undefined
    const sockets = structuredClone([...changed])
    changed.clear()
    while (sockets.length > socketsPerReport)
      reports.publish({ process, applied: published, sockets: sockets.splice(0, socketsPerReport) })
    reports.publish({ process, applied, sockets })
    published = applied
  }
  const soon = (): void => {
    gathering ??= setTimeout(publish, gatherMs)
  }
  const confirm = (entry: ClosedSockets): void => {
    entry.closed += 1
    changed.add(entry)
    soon()
  }
  const presence = setInterval(soon, presenceMs)
  soon()

  return {
    closing(operationId, closing) {
      for (const [sessionId, wires] of closing) {
        const entry: ClosedSockets = { operationId, sessionId, open: wires.size, closed: 0 }
        changed.add(entry)
        for (const wire of wires) wire.once('close', () => confirm(entry))
      }
    },
    applied(position, operationId) {
      applied = position
      if (operationId !== null) soon()
    },
    stop() {
      clearInterval(presence)
      clearTimeout(gathering)
    },
  }
}
