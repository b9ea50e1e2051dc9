import { z } from 'zod'
import { erased, personal, personalOr } from './personal.ts'
import { deviceTypes } from './wordLists.ts'

/**
 * An event's place in the store's total order: a safe integer, strictly increasing, not promised dense.
 * Code may compare positions and hand them back, but not calculate with them. 2^53 suffices for byte offsets too (9 PB of log).
 */
export type Position = number

export const actorKinds = ['user', 'admin', 'apiKey', 'policy', 'detector', 'system'] as const
export const actorSchema = z.strictObject({ kind: z.enum(actorKinds), id: z.string().min(1).max(200) })
/** Who made the event happen. `id` is a user id, an API key id, a rule name or a component's name. */
export type Actor = z.infer<typeof actorSchema>

export { deviceTypes }
export type DeviceType = (typeof deviceTypes)[number]

/** What a client worked out of its device's traits. Hashes of two versions say nothing of each other. */
export const fingerprintSchema = z.strictObject({ version: z.string().max(40), hash: z.string().max(128) })
export type Fingerprint = z.infer<typeof fingerprintSchema>

/** What the client said of its device beyond its user agent. Every field is optional and personal. */
export const deviceDetailsSchema = z.strictObject({
  platform: z.string().max(100).optional(),
  model: z.string().max(100).optional(),
  /** `834x1194`: width and height in the pixels of pages. */
  screen: z.string().max(40).optional(),
  /** How many fingers the screen can feel at once; 0: it is no touch screen. */
  touchPoints: z.int().min(0).max(100).optional(),
  timeZone: z.string().max(80).optional(),
  languages: z.array(z.string().max(40)).max(10).optional(),
  fingerprint: fingerprintSchema.optional(),
})

export const deviceSchema = z.strictObject({
  id: personal(z.string().max(200).nullable()),
  name: personal(z.string().max(200).nullable()),
  type: z.enum(deviceTypes),
  /** Family and major version, e.g. `Chrome 142`. */
  browser: z.string().max(100).nullable(),
  /** Family and version, e.g. `Windows 11`. */
  os: z.string().max(100).nullable(),
  details: personal(deviceDetailsSchema.nullable()),
  /** The version of the parser that read the user agent; absent for version 1. Stored events are never parsed again. */
  parser: z.int().positive().optional(),
})
export type Device = z.infer<typeof deviceSchema>

export const placeSchema = z.strictObject({
  /** ISO 3166-1 alpha-2. */
  country: z.string().length(2).nullable(),
  region: personal(z.string().max(200).nullable()),
  city: personal(z.string().max(200).nullable()),
  /** Degrees. */
  lat: personal(z.number().min(-90).max(90).nullable()),
  lon: personal(z.number().min(-180).max(180).nullable()),
  /** Radius in kilometres within which the address is assumed to be; null when the place is known by country only. */
  accuracyKm: z.number().nonnegative().nullable(),
  /** Name of the geo file the place comes from. */
  source: z.string().max(100),
})
export type Place = z.infer<typeof placeSchema>

/** The network an address belongs to: an operator's name where an ASN file gives one, else its /24 or /48. */
export const networkSchema = z.strictObject({
  name: personalOr(z.string().max(200), erased),
  kind: z.enum(['operator', 'prefix']),
})
export type Network = z.infer<typeof networkSchema>

export const contextSchema = z.strictObject({
  ip: personal(z.string().max(45).nullable()),
  userAgent: personal(z.string().max(1000).nullable()),
  clientId: z.string().max(100).nullable(),
  device: deviceSchema.nullable(),
  place: placeSchema.nullable(),
  network: networkSchema.nullable(),
  /** Present and true only on events of the demo's simulator. */
  simulated: z.literal(true).optional(),
})
/** The request an event came from; null on events that no request caused. */
export type RequestContext = z.infer<typeof contextSchema>

export interface DomainEvent<Type extends string = string, Version extends number = number, Data = unknown> {
  type: Type
  version: Version
  data: Data
}

/** What the deciding process knows before the store has placed the event. */
export interface EventMetadata {
  /** uuidv7 (or a derived uuidv8); stable across retries of the same append. */
  id: string
  tenantId: string
  /** ISO 8601 UTC with milliseconds: the deciding process's clock, kept on retry. Position alone orders. */
  at: string
  actor: Actor
  correlationId: string
  causationId: string | null
  context: RequestContext | null
}

/** An event as the store holds it. `revision` counts from 0 within the stream. */
export type Recorded<Event extends DomainEvent = DomainEvent> = Event &
  EventMetadata & { stream: string; revision: number; position: Position }

/** An event that is decided but not yet stored. */
export type NewEvent<Event extends DomainEvent = DomainEvent> = Event & EventMetadata
