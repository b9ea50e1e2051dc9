import { z } from 'zod'
import type { OperationEffect, OperationResult, OperationRow } from '#events/live/rows.ts'
import { sparedWhys } from '#events/operation/events.ts'

/** Shapes of answers, for the API's description. */
const milliseconds = z.number().nonnegative().nullable()

const effectSchema: z.ZodType<OperationEffect> = z.object({
  decidedAt: z.string(),
  refreshRefusedAt: z.string(),
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

const sparedSchema = z.array(z.object({ sessionId: z.string(), why: z.enum(sparedWhys) }))

const operationSchema: z.ZodType<OperationRow> = z.object({
  id: z.string(),
  kind: z.enum(['session', 'sessions', 'filter', 'user']),
  filter: z.string().nullable(),
  userId: z.string().nullable(),
  by: z.object({ id: z.string(), name: z.string().nullable() }),
  reason: z.string().nullable(),
  message: z.string().nullable(),
  ticket: z.string().nullable(),
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
  state: z.enum(['running', 'finished']),
  sessions: z.int(),
  ended: z.int(),
  alreadyEnded: z.int(),
  spared: sparedSchema,
  effect: effectSchema.nullable(),
})

const resultSchema: z.ZodType<OperationResult> = z.object({
  sessionId: z.string(),
  user: z.object({ email: z.string(), name: z.string() }).nullable(),
  outcome: z.enum(['waiting', 'ended', 'already-ended', 'gone']),
  at: z.string().nullable(),
  closedAfterMs: milliseconds,
})

const pageOf = (item: z.ZodType) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable(), total: z.int().nullable() })

const sessionSchema = z.looseObject({
  id: z.string(),
  userId: z.string(),
  user: z.object({ email: z.string(), name: z.string() }),
  status: z.enum(['active', 'loggedOut', 'expired', 'revoked']),
  endedAt: z.string().nullable(),
  cause: z.string().nullable(),
  message: z.string().nullable(),
})

export const operationAnswer = z.object({ operation: operationSchema })
export const operationPage = pageOf(operationSchema)
export const resultPage = pageOf(resultSchema)
export const previewAnswer = z.object({
  /** Sessions that would end, and whose. */
  sessions: z.int(),
  users: z.int(),
  spared: sparedSchema,
  sample: z.array(sessionSchema),
  position: z.string(),
})
export const revokedOneAnswer = z.object({
  session: sessionSchema,
  operation: z.object({ id: z.string() }).nullable(),
  position: z.string(),
  effect: effectSchema,
})
export const revokedUserAnswer = z.object({ operation: operationSchema, ended: z.int(), position: z.string() })
