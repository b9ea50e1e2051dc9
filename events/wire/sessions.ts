import { z } from 'zod'
import { deviceTypes, sessionStatuses } from '../wordLists.ts'
import { fingerprintShape, networkShape, placeShape } from './context.ts'
import { instantShape, personNamedShape } from './page.ts'
import { personDayShape } from './people.ts'

export const seenAtShape = z.object({
  ip: z.string().nullable(),
  /** An operator's name, or the /24 or /48 (`kind: prefix`). */
  network: networkShape.nullable(),
  place: placeShape.nullable(),
})

export const deviceShape = z.object({
  id: z.string().nullable(),
  name: z.string().nullable(),
  type: z.enum(deviceTypes),
  browser: z.string().nullable(),
  os: z.string().nullable(),
  /** What the application said of the device at sign-in. */
  fingerprint: fingerprintShape.nullable(),
})

/** Each of a session's methods, and when its person proved who they are by it, last. */
export const proofShape = z.object({ method: z.string(), at: instantShape })

/** What a session's own stream says of it, without its views. */
export const sessionSummaryShape = z.object({
  id: z.string(),
  userId: z.string(),
  user: personNamedShape,
  status: z.enum(sessionStatuses),
  startedAt: instantShape,
  lastActiveAt: instantShape,
  idleExpiresAt: instantShape,
  absoluteExpiresAt: instantShape.nullable().meta({ description: 'Null: until signed out' }),
  endedAt: instantShape.nullable(),
  cause: z.string().nullable(),
  reason: z.string().nullable(),
  message: z.string().nullable(),
  endedBy: z.object({ kind: z.string(), id: z.string() }).nullable(),
  client: z.string(),
  methods: z.array(z.string()),
  proofs: z.array(proofShape),
  authTime: instantShape,
  revision: z.int(),
})

/** A row of `session_list`, as lists, frames and `/v1/sessions/{id}` show it. */
export const sessionShape = sessionSummaryShape
  .extend({
    endedBy: z.object({ kind: z.string(), id: z.string(), name: z.string().nullable() }).nullable(),
    device: deviceShape,
    first: seenAtShape,
    last: seenAtShape,
    refreshes: z.int(),
    /** 0, 25, 50, 75 or 100: the highest severity among its unjudged anomalies. */
    risk: z.int(),
    anomalies: z.array(z.string()),
    /** Names of the rules that raised them, once each: lets the browser apply `anomaly:impossible-travel`. */
    anomalyRules: z.array(z.string()),
  })
  .meta({ id: 'Session' })
export const ownSessionShape = sessionShape.extend({ isCurrent: z.boolean() }).meta({ id: 'OwnSession' })

export const sessionCountShape = z.object({
  total: z.int(),
  /** How the numbers were got; an estimate is from a sample. `below`: the sample held none; there are fewer than `total`. */
  kind: z.enum(['exact', 'estimate', 'below']),
  groups: z.array(z.object({ value: z.string().nullable(), sessions: z.int() })).optional(),
})
/** A person's own sign-ins of some days, with what, and how long the sessions lasted. */
export const ownAnalyticsShape = z
  .object({
    timeZone: z.string(),
    /** The last is today. `to` is exclusive. */
    days: z.array(personDayShape),
    /** The sessions that began in these days, by what they began with; the most frequent first, ten at most. */
    devices: z.array(
      z.object({
        type: z.enum(deviceTypes),
        browser: z.string().nullable(),
        os: z.string().nullable(),
        sessions: z.int(),
        lastAt: instantShape,
      }),
    ),
    /** Of those that have ended; null: none has. */
    lengths: z.object({ ended: z.int(), halfSeconds: z.int().nullable(), longestSeconds: z.int().nullable() }),
  })
  .meta({ id: 'OwnAnalytics' })

export const ownSessionCountShape = z.object({ active: z.int(), total: z.int() })
/** How many sessions a person's own call has ended. */
export const endedShape = z.object({ ended: z.int().nonnegative() })
