import { z } from 'zod'
import { evidenceSchema } from '#events/anomaly/events.ts'
import { actorKinds, contextSchema, deviceTypes, networkSchema, placeSchema } from '#events/envelope.ts'
import { sessionStatuses } from '#events/filter/fields.ts'
import { roleSchema } from '#events/tenant/events.ts'

/** Shapes of answers, for the API's description. */
const instant = z.iso.datetime({ precision: 3 })
const person = z.object({ email: z.string(), name: z.string() })

export const pageOf = (item: z.ZodType) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable(), total: z.int().nullable() })

const seenAt = z.object({
  ip: z.string().nullable(),
  network: networkSchema.nullable(),
  place: placeSchema.nullable(),
})

export const sessionShape = z.object({
  id: z.string(),
  userId: z.string(),
  user: person,
  status: z.enum(sessionStatuses),
  startedAt: instant,
  lastActiveAt: instant,
  idleExpiresAt: instant,
  absoluteExpiresAt: instant,
  endedAt: instant.nullable(),
  cause: z.string().nullable(),
  reason: z.string().nullable(),
  message: z.string().nullable(),
  endedBy: z.object({ kind: z.string(), id: z.string(), name: z.string().nullable() }).nullable(),
  client: z.string(),
  methods: z.array(z.string()),
  authTime: instant,
  device: z.object({
    id: z.string().nullable(),
    name: z.string().nullable(),
    type: z.enum(deviceTypes),
    browser: z.string().nullable(),
    os: z.string().nullable(),
  }),
  first: seenAt,
  last: seenAt,
  refreshes: z.int(),
  risk: z.int(),
  anomalies: z.array(z.string()),
  anomalyRules: z.array(z.string()),
  revision: z.int(),
})
export const ownSessionShape = sessionShape.extend({ isCurrent: z.boolean() })

export const entryShape = z.object({
  id: z.string(),
  number: z.int(),
  position: z.string(),
  at: instant,
  type: z.string(),
  version: z.int(),
  success: z.boolean(),
  error: z.string().optional(),
  actor: z.object({ kind: z.enum(actorKinds), id: z.string(), name: z.string().nullable() }),
  sessionId: z.string().optional(),
  userId: z.string().optional(),
  correlationId: z.string(),
  causationId: z.string().nullable(),
  context: contextSchema.nullable(),
  data: z.record(z.string(), z.unknown()),
  text: z.string(),
  stream: z.string(),
  revision: z.int(),
})

const familiar = { times: z.int(), lastAt: instant }
export const personShape = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  status: z.enum(['active', 'disabled']),
  held: z.boolean(),
  roles: z.array(roleSchema),
  registeredAt: instant.nullable(),
  lastSignInAt: instant.nullable(),
  lastFailureAt: instant.nullable(),
  sessions: z.object({ live: z.int(), past: z.int() }),
  failures: z.int(),
  devices: z.array(z.looseObject({ type: z.string(), ...familiar })),
  places: z.array(z.looseObject({ country: z.string().nullable(), ...familiar })),
  hours: z.array(z.int()).length(24),
  risk: z.int(),
  anomalies: z.array(z.string()),
  anomalyRules: z.array(z.string()),
})

export const anomalyShape = z.object({
  id: z.string(),
  rule: z.string(),
  ruleVersion: z.int(),
  severity: z.int(),
  at: instant,
  userId: z.string(),
  user: person.nullable(),
  sessionIds: z.array(z.string()),
  causeEventId: z.string(),
  evidence: evidenceSchema,
  text: z.string(),
})

const counts = z.record(z.string(), z.int())
export const liveCountsShape = z.object({
  active: z.int(),
  idle: z.int(),
  users: z.int(),
  deviceType: counts,
  browser: counts,
  os: counts,
  country: counts,
  client: counts,
})

export const activityShape = z.object({
  minute: instant,
  logins: z.int(),
  failures: z.int(),
  refreshes: z.int(),
  logouts: z.int(),
  revocations: z.int(),
  expiries: z.int(),
})

export const systemShape = z.object({
  version: z.string(),
  roles: z.array(z.string()),
  views: z.array(
    z.object({
      name: z.string(),
      position: z.string(),
      lag: z.object({ events: z.int(), seconds: z.number() }),
      state: z.enum(['live', 'behind', 'rebuilding']),
    }),
  ),
  parked: z.array(
    z.object({
      view: z.string(),
      type: z.string(),
      reason: z.string(),
      events: z.int(),
      tenants: z.int(),
      keyMissing: z.boolean(),
      since: instant,
    }),
  ),
})
