import { z } from 'zod'
import { operationKinds, sparedWhys } from '../wordLists.ts'
import { instantShape, personNamedShape } from './page.ts'
import { sessionShape, sessionSummaryShape } from './sessions.ts'

/** Milliseconds; null: not confirmed yet. */
const milliseconds = z.number().nonnegative().nullable()

/** How fast a revocation took hold, by what sockets and guards confirmed, counted from `decidedAt`. */
export const effectShape = z
  .object({
    decidedAt: instantShape,
    /** From then on no refresh succeeds: the append was acknowledged. */
    refreshRefusedAt: instantShape,
    sockets: z.object({
      open: z.int(),
      closedAfterMs: milliseconds,
      half: milliseconds,
      p99: milliseconds,
      slowest: milliseconds,
      waiting: z.int(),
    }),
    guards: z.array(z.object({ name: z.string(), confirmedAfterMs: milliseconds })),
  })
  .meta({ id: 'Effect' })

const sparedShape = z.array(z.object({ sessionId: z.string(), why: z.enum(sparedWhys) }))

/** A row of `operation_list`. */
export const operationShape = z
  .object({
    id: z.string(),
    kind: z.enum(operationKinds),
    filter: z.string().nullable(),
    userId: z.string().nullable(),
    by: z.object({ id: z.string(), name: z.string().nullable() }),
    reason: z.string().nullable(),
    message: z.string().nullable(),
    ticket: z.string().nullable(),
    startedAt: instantShape,
    finishedAt: instantShape.nullable(),
    state: z.enum(['running', 'finished']),
    /** Sessions the operation was to end; of these `ended` by it, `alreadyEnded` before it came to them. */
    sessions: z.int(),
    ended: z.int(),
    alreadyEnded: z.int(),
    spared: sparedShape,
    /** Null until measured. */
    effect: effectShape.nullable(),
  })
  .meta({ id: 'Operation' })

/** What became of one session of an operation. */
export const operationResultShape = z.object({
  sessionId: z.string(),
  user: personNamedShape.nullable(),
  outcome: z.enum(['waiting', 'ended', 'already-ended', 'gone']),
  /** When that was recorded; null while waiting. */
  at: instantShape.nullable(),
  /** Milliseconds until the session's last socket had closed; null: no socket was open, or not all confirmed. */
  closedAfterMs: milliseconds,
})

export const oneOperationShape = z.object({ operation: operationShape })
export const operationPreviewShape = z.object({
  /** Sessions that would end, and whose. */
  sessions: z.int(),
  users: z.int(),
  spared: sparedShape,
  sample: z.array(sessionShape),
  position: z.string(),
})
export const revokedSessionShape = z.object({
  session: sessionSummaryShape,
  /** The operation that has results and effect; null: the session had already ended in another way. */
  operation: z.object({ id: z.string() }).nullable(),
  position: z.string(),
  effect: effectShape,
})
export const revokedUserShape = z.object({ operation: operationShape, ended: z.int(), position: z.string() })
