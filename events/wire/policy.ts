import { z } from 'zod'
import { policySchema, policySectionNames } from '../tenant/policy/sections.ts'
import { operationShape } from './operations.ts'
import { instantShape } from './page.ts'
import { sessionShape } from './sessions.ts'

const sectionName = z.enum(policySectionNames)
const actorShape = z.object({ kind: z.string(), id: z.string(), name: z.string().nullable() })
const number = z.int().nonnegative()

/** Some of a policy's sections, each whole. */
const someSections = policySchema.partial()

export const policyShape = z
  .object({
    version: number.meta({ description: 'How many changes led to it; 0: nobody has changed a rule yet' }),
    policy: policySchema,
    /** The version in which each section was changed last. */
    sectionVersions: z.record(sectionName, number),
    /** Null: version 0. */
    changedAt: instantShape.nullable(),
    /** The newest version there is. Another than `version` where an earlier one was asked for. */
    newest: number,
  })
  .meta({ id: 'Policy' })

const why = (longest: number) =>
  z
    .string()
    .trim()
    .max(longest)
    .regex(/^(?:[\n\r\t]|[^\p{Cc}\p{Cs}])*$/u, { message: 'takes no control characters' })
    .optional()
    .transform((text) => (text === undefined || text === '' ? null : text))

export const policyPreviewBody = z.strictObject({ policy: policySchema })
/** `confirm` repeats how many sessions the preview said would end. */
export const changePolicyBody = z.strictObject({
  policy: policySchema,
  reason: why(500),
  ticket: why(100),
  confirm: z.int().min(0).max(1_000_000_000),
})
export const policyVersionQuery = z.strictObject({ version: z.coerce.number().int().min(0).max(1e9).optional() })

const affected = z.object({ sessions: number, users: number })

/** What a policy would do to live sessions if it were in force now. Of sections that are as they were nothing is counted. */
export const policyPreviewShape = z.object({
  changed: z.array(sectionName),
  ends: affected,
  /** They go on, and end earlier than they would have. */
  shortens: affected,
  /** People who would need a second factor and have none: they enrol one at their next sign-in. */
  withoutSecondFactor: number,
  /** Rows of ended sessions and of the log, and what was counted, that leave the lists within minutes. Nothing brings them back; the log keeps every event. */
  retires: z.object({ sessions: number, entries: number, counts: number }),
  /** The caller's own session would end, or the caller could not sign in again the way they came: it is refused. */
  endsMine: z.boolean(),
  /** Rows of the first few sessions that would end. */
  sample: z.array(sessionShape),
  position: z.string(),
})

export const changedPolicyShape = z.object({
  version: number,
  /** Ends and shortens the sessions, and says what became of each that ends. Null: there was nothing to do. */
  operation: z.union([operationShape, z.null()]),
  ended: number,
  shortened: number,
  position: z.string(),
})

export const policyChangeShape = z.object({
  version: number,
  at: instantShape,
  by: actorShape,
  reason: z.string().nullable(),
  ticket: z.string().nullable(),
  /** `from` and `to` hold that section alone. */
  changes: z.array(z.object({ section: sectionName, from: someSections, to: someSections })),
  operationId: z.string().nullable().meta({ description: 'Where it ended or shortened sessions' }),
  /** How many sessions it ended. */
  ended: number,
})

const presetNames = ['AAL1', 'AAL2', 'AAL3'] as const
/** Rules after NIST SP 800-63B-4, to be taken over section by section. */
export const policyPresetShape = z.object({
  name: z.enum(presetNames),
  title: z.string(),
  sections: someSections,
  /** Which clause asks for which rule, and how strongly. */
  follows: z.array(
    z.object({
      section: sectionName,
      clause: z.string(),
      asks: z.string(),
      strength: z.enum(['shall', 'should', 'may']),
    }),
  ),
})
