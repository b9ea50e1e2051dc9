import { z } from 'zod'
import { defineEvent, type EventOf } from '../domainEvent.ts'
import { idSchema } from '../freeText.ts'
import { personalOr } from '../personal.ts'
import { anomalyRules } from '../wordLists.ts'
import { evidenceSchema } from './evidence.ts'

/** 25 low, 50 medium, 75 high, 100 critical. */
export const severitySchema = z.union([z.literal(25), z.literal(50), z.literal(75), z.literal(100)])

export const anomalyRaised = defineEvent(
  'AnomalyRaised',
  1,
  z.strictObject({
    anomalyId: idSchema,
    rule: z.enum(anomalyRules),
    ruleVersion: z.int().positive(),
    severity: severitySchema,
    userId: idSchema,
    /** The session that the anomaly is about, and after it other sessions it concerns. */
    sessionIds: z.array(idSchema).min(1).max(10),
    causeEventId: z.uuid(),
    evidence: personalOr(evidenceSchema, { rule: 'erased' }),
  }),
  (data) => data.userId,
)

export const anomalyEvents = [anomalyRaised] as const
export type AnomalyEvent = EventOf<(typeof anomalyEvents)[number]>
