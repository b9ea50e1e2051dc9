import { z } from 'zod'
import { evidenceSchema } from '../anomaly/evidence.ts'
import { anomalyActions } from '../tenant/policy/words.ts'
import { answerWhys } from '../wordLists.ts'
import { instantShape, personNamedShape } from './page.ts'

export const anomalyShape = z
  .object({
    id: z.string(),
    rule: z.string(),
    ruleVersion: z.int(),
    severity: z.int(),
    at: instantShape,
    userId: z.string(),
    user: personNamedShape.nullable(),
    sessionIds: z.array(z.string()),
    causeEventId: z.string(),
    evidence: evidenceSchema,
    /** The claim in one sentence. */
    text: z.string(),
    /** What the policy did about it by itself. Null: nothing, it was only noted. `why`: why it was less than the policy says. */
    answer: z
      .object({
        at: instantShape,
        action: z.enum(anomalyActions),
        did: z.enum(anomalyActions),
        why: z.enum(answerWhys).nullable(),
        operationId: z.string().nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'Anomaly' })
