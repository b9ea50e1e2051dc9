import { z } from 'zod'
import { evidenceSchema } from '../anomaly/evidence.ts'
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
  })
  .meta({ id: 'Anomaly' })
