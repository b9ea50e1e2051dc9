import { z } from 'zod'
import { defineEvent, type EventOf } from '../domainEvent.ts'
import { because, idSchema, instantSchema } from '../freeText.ts'
import { personal } from '../personal.ts'
import { operationKinds, sparedWhys } from '../wordLists.ts'

const ofTenant = () => null

/** One bulk revocation; `sessionIds` is what the preview found and the person confirmed. */
export const operationStarted = defineEvent(
  'OperationStarted',
  1,
  z.strictObject({
    operationId: idSchema,
    kind: z.enum(operationKinds),
    filter: personal(z.string().max(2000).nullable()),
    userId: idSchema.nullable(),
    /** Of kind `application`: the one that was removed. Absent: none. */
    clientId: z.string().max(63).optional(),
    sessionIds: z.array(idSchema).max(200),
    /** Of kind `user`, `application` or `tenant`: how many live sessions end that are not listed, because there are more than fit. Absent: none. */
    unlisted: z.int().positive().optional(),
    /** Of kind `policy`: the version of the rules that it carries out, and how many sessions go on and end earlier. Absent: none. */
    policyVersion: z.int().positive().optional(),
    shortens: z.int().nonnegative().optional(),
    spared: z.array(z.strictObject({ sessionId: idSchema, why: z.enum(sparedWhys) })).max(200),
    ...because,
  }),
  ofTenant,
)

export const operationSessionEnded = defineEvent(
  'OperationSessionEnded',
  1,
  z.strictObject({
    operationId: idSchema,
    sessionId: idSchema,
    /** ended: by this operation. already-ended: it had ended by itself. gone: no such session. */
    outcome: z.enum(['ended', 'already-ended', 'gone']),
  }),
  ofTenant,
)

export const operationFinished = defineEvent(
  'OperationFinished',
  1,
  z.strictObject({
    operationId: idSchema,
    ended: z.int().nonnegative(),
    alreadyEnded: z.int().nonnegative(),
  }),
  ofTenant,
)

/** How fast an operation took effect, in milliseconds from the decision. `waiting`: sockets that never confirmed. */
export const effectMeasured = defineEvent(
  'EffectMeasured',
  1,
  z.strictObject({
    operationId: idSchema,
    decidedAt: instantSchema,
    /** When the last ending was acknowledged: from then on none of the sessions can refresh. */
    refreshRefusedAt: instantSchema,
    sockets: z.int().nonnegative(),
    half: z.number().nonnegative().nullable(),
    p99: z.number().nonnegative().nullable(),
    slowest: z.number().nonnegative().nullable(),
    waiting: z.int().nonnegative(),
    /** One entry for each session that had sockets; null: not all of its sockets confirmed. */
    sessions: z
      .array(
        z.strictObject({
          sessionId: idSchema,
          sockets: z.int().positive(),
          closedAfterMs: z.number().nonnegative().nullable(),
        }),
      )
      .max(200),
    /** How long until each guard had applied all endings; null: it never confirmed. Absent: there was no guard. */
    guards: z
      .array(z.strictObject({ name: z.string().max(64), confirmedAfterMs: z.number().nonnegative().nullable() }))
      .max(200)
      .optional(),
  }),
  ofTenant,
)

export const operationEvents = [operationStarted, operationSessionEnded, operationFinished, effectMeasured] as const
export type OperationEvent = EventOf<(typeof operationEvents)[number]>
