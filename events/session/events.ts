import { z } from 'zod'
import { defineEvent, type EventOf } from '../domainEvent.ts'
import { because, idSchema, instantSchema } from '../freeText.ts'
import { erased, hidden, personalOr } from '../personal.ts'
import { logoutBys, revocationCauses } from '../wordLists.ts'

/** Every session event names session and user, so that each can be sealed, filtered and shown alone. */
const ids = { sessionId: idSchema, userId: idSchema }
const ofUser = (data: { userId: string }) => data.userId

export type RevocationCause = (typeof revocationCauses)[number]
export const transports = ['bearer', 'cookie'] as const

export const sessionStarted = defineEvent(
  'SessionStarted',
  1,
  z.strictObject({
    ...ids,
    /** E-mail and name as they were at sign-in. */
    user: personalOr(z.strictObject({ email: z.string().max(320), name: z.string().max(200) }), {
      email: erased,
      name: erased,
    }),
    clientId: z.string().max(100),
    transport: z.enum(transports),
    /** RFC 8176 authentication methods, e.g. `pwd`. */
    methods: z.array(z.string().max(20)).min(1).max(5),
    authTime: instantSchema,
    /** When the person signed in, where an application told of it afterwards. Absent: with this event. */
    startedAt: instantSchema.optional(),
    remembered: z.boolean(),
    idleSeconds: z.int().positive(),
    absoluteSeconds: z.int().positive(),
    /** Per-session salt (base64url) and id of the key that authenticate refresh tokens. */
    salt: hidden(z.string().max(64)),
    keyId: hidden(z.string().max(64)),
  }),
  ofUser,
)

export const sessionRefreshed = defineEvent(
  'SessionRefreshed',
  1,
  z.strictObject({
    ...ids,
    /** The refresh token's new generation; the first token of a session is generation 0. */
    generation: z.int().positive(),
    keyId: hidden(z.string().max(64)),
    /** HMAC of the client's `attempt`, or null. */
    attempt: hidden(z.string().max(64).nullable()),
    /** A timer refreshed, not a person, so the session's idle time goes on. Absent: a person was there. */
    active: z.literal(false).optional(),
  }),
  ofUser,
)

/** `other-device`: the parent token came within the grace, but not from the browser and system that had used it. */
export const refreshRefusedCauses = ['session-ended', 'not-allowed', 'client-mismatch', 'other-device'] as const
export const refreshRefused = defineEvent(
  'RefreshRefused',
  1,
  z.strictObject({ ...ids, cause: z.enum(refreshRefusedCauses) }),
  ofUser,
)

export const sessionActivityRecorded = defineEvent(
  'SessionActivityRecorded',
  1,
  z.strictObject({ ...ids, activeAt: instantSchema }),
  ofUser,
)

/** Address, place, network or device differ from the last known; the new ones are in the event's context. */
export const sessionContextChanged = defineEvent(
  'SessionContextChanged',
  1,
  z.strictObject({
    ...ids,
    changed: z.array(z.enum(['ip', 'network', 'place', 'device'])).min(1),
  }),
  ofUser,
)

export const refreshTokenReused = defineEvent(
  'RefreshTokenReused',
  1,
  z.strictObject({
    ...ids,
    presentedGeneration: z.int().nonnegative(),
    currentGeneration: z.int().nonnegative(),
  }),
  ofUser,
)

/** Somebody presented an authentic credential of an ended session. Written once per session, cause and minute. */
export const endedSessionUsed = defineEvent(
  'EndedSessionUsed',
  1,
  z.strictObject({
    ...ids,
    cause: z.enum(['access', 'refresh']),
    minute: instantSchema,
    count: z.int().positive(),
  }),
  ofUser,
)

export const sessionLoggedOut = defineEvent(
  'SessionLoggedOut',
  1,
  z.strictObject({ ...ids, by: z.enum(logoutBys) }),
  ofUser,
)

export const sessionRevoked = defineEvent(
  'SessionRevoked',
  1,
  z.strictObject({
    ...ids,
    cause: z.enum(revocationCauses),
    ...because,
    operationId: idSchema.nullable(),
  }),
  ofUser,
)

export const sessionExpired = defineEvent(
  'SessionExpired',
  1,
  z.strictObject({
    ...ids,
    kind: z.enum(['idle', 'absolute']),
    /** When the session lapsed; the envelope's `at` is when the server noticed it. */
    expiredAt: instantSchema,
  }),
  ofUser,
)

export const sessionEvents = [
  sessionStarted,
  sessionRefreshed,
  sessionActivityRecorded,
  sessionContextChanged,
  refreshTokenReused,
  sessionLoggedOut,
  sessionRevoked,
  sessionExpired,
] as const
/** Events of `session-` streams. */
export type SessionEvent = EventOf<(typeof sessionEvents)[number]>

export const refusalEvents = [refreshRefused, endedSessionUsed] as const
/** Events of `refusals-` streams. */
export type RefusalEvent = EventOf<(typeof refusalEvents)[number]>
