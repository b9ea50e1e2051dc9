import { z } from 'zod'
import { idSchema, instantSchema } from '../freeText.ts'

const seen = {
  ip: z.string().nullable(),
  city: z.string().nullable(),
  country: z.string().nullable(),
  device: z.string().nullable(),
}
const seenSchema = z.strictObject(seen)

const signInSchema = z.strictObject({
  sessionId: idSchema,
  at: instantSchema,
  ...seen,
  lat: z.number().nullable(),
  lon: z.number().nullable(),
  accuracyKm: z.number().nullable(),
})

/** What each rule saw when it raised an anomaly. The evidence is sealed as a whole. */
export const evidenceSchema = z.discriminatedUnion('rule', [
  z.strictObject({
    rule: z.literal('refresh-token-reuse'),
    presentedGeneration: z.int(),
    currentGeneration: z.int(),
    usedFrom: seenSchema,
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
  /** The person said that what a notice told of was not them. */
  z.strictObject({
    rule: z.literal('disowned-sign-in'),
    saidFrom: seenSchema,
  }),
  /** Refused sign-ins, and right after them one that succeeded. */
  z.strictObject({
    rule: z.literal('success-after-failures'),
    /** Whose refusals they were: this person's, from wherever, or those of several people, all from the address of the sign-in. */
    over: z.enum(['person', 'address']),
    failures: z.int().positive(),
    /** The rule remembers no more of them; there may have been more. */
    andMore: z.boolean(),
    /** How many people were named in them. */
    people: z.int().positive(),
    /** Where they came from: those with the most refusals. IPv6 by its /64. */
    addresses: z.array(z.strictObject({ ip: z.string(), failures: z.int().positive() })).max(10),
    /** From how many addresses they came. */
    addressCount: z.int().nonnegative(),
    firstAt: instantSchema,
    lastAt: instantSchema,
    /** Ids of the events of the newest of them, oldest first. */
    events: z.array(z.uuid()).min(1).max(20),
    succeededFrom: seenSchema,
    /** The person had signed in from this device before: more likely somebody who mistyped than somebody who guessed. */
    isKnownDevice: z.boolean(),
    /** How long before the sign-in a refusal counts, in seconds. */
    windowSeconds: z.int().positive(),
  }),
  /** No rule writes it. It is what is read of the evidence once the person is forgotten. */
  z.strictObject({ rule: z.literal('erased') }),
])
export type Evidence = z.infer<typeof evidenceSchema>
