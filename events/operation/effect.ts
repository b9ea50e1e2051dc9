import type { OperationEffect } from '../live/rows.ts'
import type { OperationEvent } from './events.ts'

type Measured = Extract<OperationEvent, { type: 'EffectMeasured' }>['data']

/** What people are shown of a measurement. It is the same while the measurement runs, from the view and from the stream. */
export const operationEffect = (measured: Measured): OperationEffect => ({
  decidedAt: measured.decidedAt,
  refreshRefusedAt: measured.refreshRefusedAt,
  sockets: {
    open: measured.sockets,
    closedAfterMs: measured.waiting === 0 ? measured.slowest : null,
    half: measured.half,
    p99: measured.p99,
    slowest: measured.slowest,
    waiting: measured.waiting,
  },
  guards: measured.guards ?? [],
})
