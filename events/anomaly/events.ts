import { z } from 'zod'
import { defineEvent, type EventOf } from '../domainEvent.ts'
import { idSchema } from '../freeText.ts'
import { personalOr } from '../personal.ts'
import { anomalyActions } from '../tenant/policy/words.ts'
import { anomalyRules, answerWhys } from '../wordLists.ts'
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

/** What the tenant's policy did about an anomaly by itself. Not written where the policy only notes it. */
export const anomalyAnswered = defineEvent(
  'AnomalyAnswered',
  1,
  z.strictObject({
    anomalyId: idSchema,
    userId: idSchema,
    sessionId: idSchema,
    rule: z.enum(anomalyRules),
    /** What the policy says. */
    action: z.enum(anomalyActions),
    did: z.enum(anomalyActions),
    /** Null: what was done is what the policy says. */
    why: z.enum(answerWhys).nullable(),
    /** The operation that ends the sessions of a person who is held. */
    operationId: idSchema.nullable(),
  }),
  (data) => data.userId,
)

export const anomalyEvents = [anomalyRaised, anomalyAnswered] as const
export type AnomalyEvent = EventOf<(typeof anomalyEvents)[number]>
