import { z } from 'zod'
import { idSchema, instantSchema } from '../freeText.ts'

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

/** What each rule saw when it raised an anomaly. The evidence is sealed as a whole. */
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
  /** No rule writes it. It is what is read of the evidence once the person is forgotten. */
  z.strictObject({ rule: z.literal('erased') }),
])
export type Evidence = z.infer<typeof evidenceSchema>
