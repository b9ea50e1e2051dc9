import { z } from 'zod'
import { defineEvent, type EventOf } from '../domainEvent.ts'
import { idSchema, instantSchema } from '../freeText.ts'
import { personal } from '../personal.ts'
import { anomalyRules } from '../wordLists.ts'

/** 25 low, 50 medium, 75 high, 100 critical. */
export const severitySchema = z.union([z.literal(25), z.literal(50), z.literal(75), z.literal(100)])

const signInSchema = z.strictObject({
  sessionId: idSchema,
  at: instantSchema,
  ip: z.string().nullable(),
  city: z.string().nullable(),
  country: z.string().nullable(),
  lat: z.number().nullable(),
  lon: z.number().nullable(),
  accuracyKm: z.number().nullable(),
  device: z.string().nullable(),
})

/** What a rule saw, by rule; sealed as a whole. */
export const evidenceSchema = z.discriminatedUnion('rule', [
  z.strictObject({
    rule: z.literal('refresh-token-reuse'),
    presentedGeneration: z.int(),
    currentGeneration: z.int(),
    usedFrom: z.strictObject({
      ip: z.string().nullable(),
      city: z.string().nullable(),
      country: z.string().nullable(),
      device: z.string().nullable(),
    }),
  }),
  z.strictObject({
    rule: z.literal('impossible-travel'),
    first: signInSchema,
    second: signInSchema,
    /** Kilometres between the two places, both accuracies subtracted. */
    distanceKm: z.number(),
    /** Seconds between the two sign-ins, at least 60. */
    elapsedSeconds: z.number(),
    speedKmh: z.number(),
    limitKmh: z.number(),
  }),
])
export type Evidence = z.infer<typeof evidenceSchema>

export const anomalyRaised = defineEvent(
  'AnomalyRaised',
  1,
  z.strictObject({
    anomalyId: idSchema,
    rule: z.enum(anomalyRules),
    ruleVersion: z.int().positive(),
    severity: severitySchema,
    userId: idSchema,
    /** The session it points to, first; others it concerns after it. */
    sessionIds: z.array(idSchema).min(1).max(10),
    causeEventId: z.uuid(),
    evidence: personal(evidenceSchema),
  }),
  (data) => data.userId,
)

export const anomalyEvents = [anomalyRaised] as const
export type AnomalyEvent = EventOf<(typeof anomalyEvents)[number]>
