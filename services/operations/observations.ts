import type { ClosedSockets, EffectReport } from '#services/ports/effects.ts'
import type { Observed } from './measurement.ts'

/**
 * What reports said about each operation. Every process keeps it for a while, because any process may take an operation
 * over.
 */
export interface Observations {
  take: (report: EffectReport, now: number) => void
  of: (operationId: string) => Observed[]
}

const keepMs = 120_000

interface Kept {
  touchedAt: number
  bySocket: Map<string, Observed>
}

const update = (bySocket: Map<string, Observed>, process: string, closed: ClosedSockets, now: number): void => {
  const key = `${process} ${closed.sessionId}`
  const observed = bySocket.get(key) ?? { process, sessionId: closed.sessionId, open: 0, closedAt: [] }
  observed.open = closed.open
  while (observed.closedAt.length < closed.closed) observed.closedAt.push(now)
  bySocket.set(key, observed)
}

export const observations = (): Observations => {
  // Each report moves its operation to the end, so the oldest ones come first.
  const operations = new Map<string, Kept>()
  const forget = (now: number): void => {
    for (const [operationId, { touchedAt }] of operations) {
      if (now - touchedAt < keepMs) return
      operations.delete(operationId)
    }
  }
  return {
    take({ process, sockets }, now) {
      for (const closed of sockets) {
        const bySocket = operations.get(closed.operationId)?.bySocket ?? new Map<string, Observed>()
        update(bySocket, process, closed, now)
        operations.delete(closed.operationId)
        operations.set(closed.operationId, { touchedAt: now, bySocket })
      }
      forget(now)
    },
    of: (operationId) => [...(operations.get(operationId)?.bySocket.values() ?? [])],
  }
}
